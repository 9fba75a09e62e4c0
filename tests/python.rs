//! The Python module reads what the program reads, and its types are those of the schema.

use std::process::Command;

use crate::common::project;
use crate::common::warehouse::python;

#[test]
fn the_python_module_gives_what_the_program_gives() {
    let Some(python) = python() else { return };
    let out = Command::new(python)
        .args(["-m", "unittest", "discover", "-s"])
        .arg(project("integrations/python/tests"))
        .env("SCHEDARIO", env!("CARGO_BIN_EXE_schedario"))
        .env("PYTHONPATH", project("integrations/python"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{told}");
    // The tables are tested where pyarrow is, and the readers of the warehouse have it.
    assert!(!told.contains("skipped"), "{told}");
}
