# Runs the command of its arguments and ends as that does. Where it leads a
# process namespace, its end is the end of all that was started in it.
#
# Its file 3 is a pipe: first a line, with the highest process number of the
# namespace or nothing, without which there is nothing to begin.
read -r highest <&3 || exit
[ -z "$highest" ] || echo "$highest" 2>/dev/null >/proc/sys/kernel/pid_max
exec 4<&0
"$@" <&4 3<&- 4<&- &
command=$!
# The pipe's end is the end of the process that holds the other side.
{
  read -r _
  kill -KILL 0
} <&3 3<&- 4<&- >/dev/null 2>&1 &
exec 3<&- 4<&-
wait "$command"
