//! Frozen values for Python, with their fields for `match`.

macro_rules! value {
    ($(#[$doc:meta])* $name:ident { $($field:ident: $kind:ty),* $(,)? }) => {
        $(#[$doc])*
        #[pyclass(frozen, get_all)]
        struct $name { $($field: $kind),* }

        #[pymethods]
        impl $name {
            #[classattr]
            fn __match_args__() -> Vec<&'static str> {
                vec![$(stringify!($field)),*]
            }
        }
    };
}

pub(crate) use value;
