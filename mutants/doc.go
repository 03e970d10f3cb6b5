// Package mutants says how good check is: it makes slips that research groups
// make in the sound test models, one at a time, and counts how many of them
// check names (recall), and what it says besides (precision).
//
// operators.toml lists the slips, each with the rules that must name it; py/
// makes them. A mutant is one operator on one model at the site that a seed
// picks. One is not counted where the operator finds no site, where the slip
// changes nothing, or where the sound model already raises the rule.
package mutants
