package wrapper

// A Project is what a project's pyproject.toml, or a wheel's METADATA, says.
type Project struct {
	Name           string
	Version        string   // "" where it is dynamic
	RequiresPython string   // e.g. "==3.8.*"; "" where not said
	Dependencies   []string // as written, e.g. "pandas==2.0.3"
}
