//! The engine and the headless participant, for Python: frozen values, numbers instead of references, no logic.

use pyo3::prelude::*;

mod client;
mod engine;
mod event;
mod recorder;
mod value;

#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    engine::register(module)?;
    event::register(module)?;
    client::register(module)?;
    recorder::register(module)
}
