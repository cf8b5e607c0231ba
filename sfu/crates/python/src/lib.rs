//! The engine and the headless participant, for Python: frozen values, numbers instead of references, no logic.

use pyo3::prelude::*;

mod client;

#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    client::register(module)
}
