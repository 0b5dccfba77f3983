//! What tests share: toy synth, signals, tolerances, contract suites, reference comparisons.
