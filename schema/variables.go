package schema

import (
	"slices"
	"strings"
)

// What is read by the programs that a model runs in and not by the model: it
// would load code, or write and read files, before anything else is done.
var (
	// glibc ignores these in programs that run with more rights than their user:
	// sysdeps/generic/unsecvars.h.
	steering = []string{
		"GCONV_PATH", "GETCONF_DIR", "HOSTALIASES", "LOCALDOMAIN", "LOCPATH", "NIS_PATH", "NLSPATH",
		"RESOLV_HOST_CONF", "RES_OPTIONS", "MALLOC_TRACE", "BASH_ENV",
	}
	steeringPrefixes = []string{"LD_", "GLIBC_", "PYTHON", "GODEBUG", "GOTRACEBACK", "GOMAXPROCS", "GOGC", "GOMEMLIMIT", "HANDOFF_"}
)

// steers tells whether a variable of the environment is refused to a contract.
func steers(name string) bool {
	return slices.Contains(steering, name) || slices.ContainsFunc(steeringPrefixes, func(p string) bool { return strings.HasPrefix(name, p) })
}
