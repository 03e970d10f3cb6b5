# Runs the command of its arguments and ends as that does. Where it leads a
# process namespace, its end is the end of all that was started in it.
exec 4<&0
"$@" <&4 3<&- 4<&- &
command=$!
# Reads a pipe that no one writes to: its end is the end of the process that
# holds the other side.
{
  read -r _
  kill -KILL 0
} <&3 3<&- 4<&- >/dev/null 2>&1 &
exec 3<&- 4<&-
wait "$command"
