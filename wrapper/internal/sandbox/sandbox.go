// Package sandbox keeps a process that runs somebody else's code to what it
// needs: no network, reads of a few folders, writes to one.
//
// It is applied in two steps by two processes, so that nothing runs with more
// than it needs. The starter creates the process in new namespaces
// ([Attempts]); that process, while it still may, finishes them and forbids
// itself the rest of the disk ([Confine]), and then starts the untrusted
// program from a thread that has given up its capabilities ([Renounce]).
// Everything is inherited and nothing can be taken back.
//
// docs/sandbox.md says what is allowed and why.
package sandbox

import (
	"os"
	"slices"
)

// A Policy says what a confined process may reach. Everything not named is refused.
type Policy struct {
	Off   bool     // confine nothing
	Read  []string // files and folders, beside those every sound model needs
	Write []string // folders
}

// A Report says what is enforced, and what is not and why.
type Report struct {
	Enforced []string
	Missing  []string
}

func (r *Report) enforced(what string) { r.Enforced = append(r.Enforced, what) }

// note records one measure: enforced, or missing because of err.
func (r *Report) note(what string, err error) bool {
	if err != nil {
		r.Missing = append(r.Missing, what+": "+err.Error())
		return false
	}
	r.enforced(what)
	return true
}

// system is what sound models read of the machine. None of it holds anything
// of a user's.
var system = []string{
	// The loader, libc and the shared libraries that wheels expect to find.
	"/lib", "/lib64", "/lib32", "/libx32", "/usr/lib", "/usr/lib64", "/usr/lib32", "/usr/libx32", "/usr/local/lib",
	"/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d",
	// Locales, time zones.
	"/usr/share/zoneinfo", "/usr/share/locale", "/usr/share/i18n", "/etc/localtime", "/etc/timezone",
	// MIME types: where they are, mimetypes.knownfiles opens them all.
	"/etc/mime.types", "/etc/httpd/mime.types", "/etc/httpd/conf/mime.types", "/etc/apache/mime.types", "/etc/apache2/mime.types",
	"/usr/local/etc/mime.types", "/usr/local/etc/httpd/conf/mime.types",
	// Names of users and hosts: getpwuid, and "localhost" for multiprocessing.
	"/etc/passwd", "/etc/group", "/etc/nsswitch.conf", "/etc/hosts", "/etc/host.conf",
	// OpenSSL's configuration, which import ssl and hashlib read.
	"/etc/ssl/openssl.cnf", "/etc/ssl/certs", "/etc/pki/tls/openssl.cnf",
	// Processors and memory, by which OpenMP, BLAS and torch choose code and threads.
	"/proc", "/sys/devices/system/cpu", "/sys/devices/system/node", "/sys/kernel/mm/transparent_hugepage", "/sys/fs/cgroup",
	"/dev/random", "/dev/urandom",
}

// System lists what every confined process may read of the machine.
func System() []string { return slices.Concat(system, devices, []string{sharedMemory}) }

// devices are written to as well as read.
var devices = []string{"/dev/null", "/dev/zero", "/dev/full"}

// byKind keeps the paths that exist, folders apart from other files, which
// Landlock grants different rights.
func byKind(paths []string) (dirs, files []string) {
	for _, p := range slices.Compact(slices.Sorted(slices.Values(paths))) {
		info, err := os.Stat(p)
		switch {
		case err != nil: // not there, or not to be seen: nothing to allow
		case info.IsDir():
			dirs = append(dirs, p)
		default:
			files = append(files, p)
		}
	}
	return dirs, files
}
