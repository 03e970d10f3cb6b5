package schema

import (
	"fmt"
	"sync"
	"time"

	// A contract is as valid on a machine without zoneinfo as on any other.
	_ "time/tzdata"
)

// locations holds the zones seen so far: time.LoadLocation reads a file.
var locations sync.Map

// location is the zone of an IANA name; "" is UTC. The machine's own zone has
// no name that means the same elsewhere.
func location(name string) (*time.Location, error) {
	if zone, ok := locations.Load(name); ok {
		return zone.(*time.Location), nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		return nil, fmt.Errorf("unknown time zone %q: write an IANA name such as America/Chicago", name)
	}
	locations.Store(name, zone)
	return zone, nil
}
