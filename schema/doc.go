// Package schema says what was promised of a handed-off model: its contract,
// the Arrow schema that follows from it, and where data break it.
//
// [Read] makes a [Contract] of a handoff.toml, or tells every fault of the
// file with line and column. [Contract.InputSchema] and
// [Contract.OutputSchema] are the Arrow schemas of records and of results.
// [Contract.ValidateInput] and [Contract.ValidateOutput] hold a batch to the
// contract and give each [Violation] with row and column.
//
// # What a value is
//
// Three things stay apart. A column may be absent from the records (required),
// a value may be missing (nullable), and a missing value looks in some way in
// the frame (null), which together with dtype decides the dtype of pandas:
//
//	dtype                | null   | Arrow type                                           | pandas dtype         | a missing value
//	-------------------- | ------ | ---------------------------------------------------- | -------------------- | ---------------
//	T                    | -      | T                                                    | T                    | not allowed
//	T                    | NaN    | T                                                    | float64              | nan
//	T                    | NA     | T                                                    | PT                   | <NA>
//	T                    | None   | T                                                    | object               | None
//	PT                   | -      | T                                                    | PT                   | not allowed
//	PT                   | NA *   | T                                                    | PT                   | <NA>
//	F                    | -      | F                                                    | F                    | not allowed
//	F                    | NaN *  | F                                                    | F                    | nan
//	F                    | NA     | F                                                    | PF                   | <NA>
//	PF                   | -      | F                                                    | PF                   | not allowed
//	PF                   | NA *   | F                                                    | PF                   | <NA>
//	bool                 | -      | bool                                                 | bool                 | not allowed
//	bool                 | None * | bool                                                 | object               | None
//	bool                 | NA     | bool                                                 | boolean              | <NA>
//	boolean              | -      | bool                                                 | boolean              | not allowed
//	boolean              | NA *   | bool                                                 | boolean              | <NA>
//	str                  | -      | utf8                                                 | object               | not allowed
//	str                  | None * | utf8                                                 | object               | None
//	str                  | NaN    | utf8                                                 | object               | nan
//	str                  | NA     | utf8                                                 | string               | <NA>
//	string               | -      | utf8                                                 | string               | not allowed
//	string               | NA *   | utf8                                                 | string               | <NA>
//	category             | -      | dictionary<values=utf8, indices=int32, ordered=false> | category             | not allowed
//	category             | NaN *  | dictionary<values=utf8, indices=int32, ordered=false> | category             | nan
//	datetime64[ns]       | -      | timestamp[ns]                                        | datetime64[ns]       | not allowed
//	datetime64[ns]       | NaT *  | timestamp[ns]                                        | datetime64[ns]       | NaT
//	datetime64[ns, ZONE] | -      | timestamp[ns, tz=ZONE]                               | datetime64[ns, ZONE] | not allowed
//	datetime64[ns, ZONE] | NaT *  | timestamp[ns, tz=ZONE]                               | datetime64[ns, ZONE] | NaT
//	date                 | -      | date32                                               | object               | not allowed
//	date                 | None * | date32                                               | object               | None
//	timedelta64[ns]      | -      | duration[ns]                                         | timedelta64[ns]      | not allowed
//	timedelta64[ns]      | NaT *  | duration[ns]                                         | timedelta64[ns]      | NaT
//	list[E]              | -      | list<item: E, nullable>                              | object               | not allowed
//	list[E]              | None * | list<item: E, nullable>                              | object               | None
//
// T is int8 to int64 or uint8 to uint64, F is float32 or float64, PT and PF
// are pandas' own names of them with a capital letter, E is a number, bool or
// str. A dash is a column that is not nullable, a star the default of one
// that is; a nullable integer has none and must choose. Under null = "NaN"
// integers beyond 2^53 are refused, since a float64 does not hold them all.
// A category of whole numbers has int64 values, and is ordered where the
// contract says so. Outputs may also be json: utf8 in Arrow, one JSON value a row.
//
// The table is that of frames. The forms record and arguments give plain Python
// values: there null may be None for every dtype. A float that does not say so is
// NaN where it is missing; for NA and NaT, which are pandas', there is None.
package schema
