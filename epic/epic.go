// Package epic knows how Epic stores values. A contract lists decoders by
// name, per column and in order, in its decode key; [Compile] makes of them a
// [Pipeline] that takes a raw value (text of a record file, or a typed value
// of a Parquet file) to a typed one, or says what it expected instead.
//
// What the decoders assume of Epic comes from public sources: manuals and
// table pages of the EHI export, and public SQL and ETL repositories. There
// it is written that flags are Y, N or NULL, that day counts start on
// 1840-12-31, that *_DATE_REAL holds a day and a sequence number, that blood
// pressure is one text, that PAT_ENC.WEIGHT is in ounces and PAT_ENC.HEIGHT
// in inches, in which forms ids arrive, and that Caboodle keys below 1 stand
// for a missing row. Comparators, percent signs and decimal commas in
// flowsheet values, heights in feet and inches, the zone of a local time and
// the filler dates of date keys are knowledge of the field without such a
// source, so each is settled by the contract and none is guessed. Nothing here
// is verified against Epic.
//
// What differs from site to site, code lists and zones above all, is a
// [Profile], and never guessed either.
package epic

import "slices"

// A decoder is one named step. Its doc is one sentence for the reader of a
// contract.
type decoder struct {
	name  string
	doc   string
	gives Kind // Missing where it gives what it is given
	units conversion
	build func(Options) (step, error)
}

// decoders are all decoders, in the order of the documentation.
var decoders = []decoder{
	{"trim", "removes white space around a text", Text, conversion{}, plain(trim)},
	{"number", `a number with a decimal point; ">100" and "<0.01" as the column's comparator says, "98 %" where the column's unit is %`, Float, conversion{}, buildNumber},
	{"number_comma", "as number, with a decimal comma", Float, conversion{}, buildNumberComma},
	{"yn", `a flag: Y, Yes, 1 or N, No, 0, or what the column lists as true and false; missing is not false unless null_is says so`, Bool, conversion{}, buildFlag},
	{"horolog", `days since 1840-12-31, or the text "days,seconds" with the seconds since midnight`, Day, conversion{}, plain(horolog)},
	{"horolog_seconds", "seconds since 1840-12-31 00:00 on the column's clock", Wall, conversion{}, plain(horologSeconds)},
	{"date_real", "days since 1840-12-31; the decimals are a sequence number and are dropped", Day, conversion{}, plain(dateReal)},
	{"yyyymmdd", "a date written as the number yyyymmdd", Day, conversion{}, plain(yyyymmdd)},
	{"mdy", "a date as month/day/year, with a time of day or without, of 12 hours with AM or PM or of 24", Day, conversion{}, plain(mdy)},
	{"date", "an ISO 8601 date; a time of day other than midnight is refused", Day, conversion{}, plain(date)},
	{"day", "the day of a date or time: a time of day is dropped; of a time with an offset, the day on the clock of the column's zone", Day, conversion{}, buildDay},
	{"datetime", "an ISO 8601 date and time, with or without an offset; without one it is on the clock of the column's zone", Wall, conversion{}, plain(datetime)},
	{"utc_dttm", "as datetime, but without an offset it is UTC, as in columns whose names end in _UTC_DTTM", Instant, conversion{}, plain(utc)},
	{"filler_dates", "a date or time that stands for none is missing: 1900-01-01 and 2099-12-31, or those of the site profile", Missing, conversion{}, buildFillers},
	{"oz->kg", "ounces (avoirdupois) to kilograms", Float, conversion{"oz", "kg"}, scale("oz->kg", 0.45359237/16)},
	{"lb->kg", "pounds to kilograms", Float, conversion{"lb", "kg"}, scale("lb->kg", 0.45359237)},
	{"g->kg", "grams to kilograms", Float, conversion{"g", "kg"}, scale("g->kg", 0.001)},
	{"in->cm", "inches to centimetres", Float, conversion{"in", "cm"}, scale("in->cm", 2.54)},
	{"cm->m", "centimetres to metres", Float, conversion{"cm", "m"}, scale("cm->m", 0.01)},
	{"F->C", "degrees Fahrenheit to Celsius", Float, conversion{"F", "C"}, plain(fahrenheit)},
	{"feet_inches", `a height as inches: 5' 10", 5' 10.5, 6', or inches alone`, Float, conversion{"", "in"}, plain(feetInches)},
	{"bp.systolic", `the first number of a blood pressure such as "120/80"`, Int, conversion{}, bloodPressure("bp.systolic", 0)},
	{"bp.diastolic", `the second number of a blood pressure such as "120/80"`, Int, conversion{}, bloodPressure("bp.diastolic", 1)},
	{"code->name", "a category's code to its name in the column's list, which the site profile gives; other codes as the column's unknown says", Text, conversion{}, buildCode},
	{"name->code", "a category's name to its code in the column's list, which the site profile gives; other names as the column's unknown says", Text, conversion{}, buildName},
	{"epic_id", `an id as text: 12345, Z12345, <12345> and Z<12345> lose their brackets, a number its ".0"; None and NaN are missing`, Text, conversion{}, plain(epicID)},
	{"caboodle_key", "a Caboodle key: keys below 1 and *Unspecified, *Unknown, *Not Applicable and *Deleted are missing", Int, conversion{}, plain(caboodleKey)},
	{"caboodle_text", "a Caboodle text: *Unspecified, *Unknown, *Not Applicable and *Deleted are missing, unless they are levels of the column", Missing, conversion{}, plain(onText(trim))},
}

// Gives is the kind of value that decoders, applied in order, make of a text:
// Float for numbers of any kind, Day also where there may be a time of day.
func Gives(decode []string) Kind {
	kind := Text
	for _, name := range decode {
		if i := find(name); i >= 0 && decoders[i].gives != Missing {
			kind = decoders[i].gives
		}
	}
	return kind
}

// UsesList tells whether a decoder looks values up in a code list.
func UsesList(decode []string) bool {
	return slices.Contains(decode, "code->name") || slices.Contains(decode, "name->code")
}

// Names gives the names of all decoders, in the order of the documentation.
func Names() []string {
	names := make([]string, len(decoders))
	for i, d := range decoders {
		names[i] = d.name
	}
	return names
}

// Known tells whether a decoder of that name exists.
func Known(name string) bool { return find(name) >= 0 }

// Doc says in one sentence what a decoder reads, or "" for an unknown name.
func Doc(name string) string {
	if i := find(name); i >= 0 {
		return decoders[i].doc
	}
	return ""
}

func find(name string) int {
	return slices.IndexFunc(decoders, func(d decoder) bool { return d.name == name })
}
