package report

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"handoff/schema"
)

// A Model is the hand-off that was run.
type Model struct {
	Name      string `json:"name"`
	Describe  string `json:"describe,omitempty"` // git describe --dirty --always of the project
	Contract  File   `json:"contract"`
	Wheel     *File  `json:"wheel,omitempty"`
	Resources []File `json:"resources,omitempty"`
}

// ModelOf describes a hand-off by what it consists of. wheel is the path of
// the wheel that was installed, "" where none was; describe says which version
// of the source it is, as cookbook 2c wants it recorded, "" where that is not known.
func ModelOf(ctx context.Context, c *schema.Contract, wheel, describe string) (Model, error) {
	m := Model{Name: c.Model.Name, Describe: describe}
	var err error
	if m.Contract, err = HashFile(ctx, c.Path); err != nil {
		return m, fmt.Errorf("contract: %w", err)
	}
	if wheel != "" {
		f, err := HashFile(ctx, wheel)
		if err != nil {
			return m, fmt.Errorf("wheel: %w", err)
		}
		m.Wheel = &f
	}
	for _, name := range slices.Sorted(maps.Keys(c.Load.Resources)) {
		path := c.Load.Resources[name].Path
		f, err := HashFile(ctx, c.InDir(path))
		if err != nil {
			return m, fmt.Errorf("%s:%d: resource %q: %w", c.Path, c.Load.Resources[name].Line, name, err)
		}
		f.Path = path // as the contract names it
		m.Resources = append(m.Resources, f)
	}
	return m, nil
}
