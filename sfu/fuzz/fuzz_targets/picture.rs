#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| visio_fuzz::run("picture", bytes));
