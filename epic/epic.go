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
// flowsheet values, the zone of a local time and the filler dates of date
// keys are knowledge of the field without such a source, so each is settled
// by the contract and none is guessed. Nothing here is verified against Epic.
package epic

import "slices"

// A decoder is one named step. Its doc is one sentence for the reader of a
// contract.
type decoder struct {
	name  string
	doc   string
	build func(Options) step
}

// decoders are all decoders, in the order of the documentation.
var decoders = []decoder{
	{"trim", "removes white space around a text", plain(trim)},
	{"number", `a number with a decimal point; ">100" and "<0.01" as the column's comparator says, "98 %" where the column's unit is %`, buildNumber},
	{"number_comma", "as number, with a decimal comma", buildNumberComma},
	{"yn", `a flag: Y, Yes, 1 or N, No, 0, or what the column lists as true and false; missing is not false unless null_is says so`, buildFlag},
	{"horolog", `days since 1840-12-31, or the text "days,seconds" with the seconds since midnight`, plain(horolog)},
	{"horolog_seconds", "seconds since 1840-12-31 00:00 on the column's clock", plain(horologSeconds)},
	{"date_real", "days since 1840-12-31; the decimals are a sequence number and are dropped", plain(dateReal)},
	{"yyyymmdd", "a date written as the number yyyymmdd; list filler dates as missing", plain(yyyymmdd)},
	{"date", "an ISO 8601 date; a time of day other than midnight is refused", plain(date)},
	{"datetime", "an ISO 8601 date and time, with or without an offset; without one it is on the clock of the column's zone", plain(datetime)},
	{"oz->kg", "ounces (avoirdupois) to kilograms", scale("oz->kg", 0.45359237/16)},
	{"lb->kg", "pounds to kilograms", scale("lb->kg", 0.45359237)},
	{"in->cm", "inches to centimetres", scale("in->cm", 2.54)},
	{"F->C", "degrees Fahrenheit to Celsius", plain(fahrenheit)},
	{"bp.systolic", `the first number of a blood pressure such as "120/80"`, bloodPressure("bp.systolic", 0)},
	{"bp.diastolic", `the second number of a blood pressure such as "120/80"`, bloodPressure("bp.diastolic", 1)},
	{"epic_id", `an id as text: 12345, Z12345, <12345> and Z<12345> lose their brackets, a number its ".0"; None and NaN are missing`, plain(epicID)},
	{"caboodle_key", "a Caboodle key: keys below 1 and *Unspecified, *Unknown, *Not Applicable and *Deleted are missing", plain(caboodleKey)},
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
