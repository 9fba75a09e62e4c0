//! The pages in a real browser: headless Chromium, driven by `tests/browser/pages.mjs`.

use std::fs;
use std::process::Command;

use crate::common::{has, hostile, project};

#[test]
fn pages_work_in_a_browser_and_hurt_nobody() {
    if !has("chromium", "chromium") || !has("node", "nodejs") || !has("npm", "npm") {
        return;
    }
    let here = project("tests/browser");
    if !here.join("node_modules/playwright-core").exists() {
        let done =
            Command::new("npm").args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]).current_dir(&here).output();
        let done = done.unwrap();
        assert!(done.status.success(), "npm ci: {}", String::from_utf8_lossy(&done.stderr));
    }
    let dir = tempfile::tempdir().unwrap();
    // Reports name their PDFs as they were given; here with a name that would be markup, were it not escaped.
    let pdfs = dir.path().join("pdfs");
    fs::create_dir(&pdfs).unwrap();
    for sample in [
        "cinisello-2017",
        "pagine-coricate",
        "ritaglio-cropbox",
        "consuntivo-senza-righe-scostamenti",
        "due-date-in-una-cella",
    ] {
        fs::copy(project(&format!("samples/{sample}.pdf")), pdfs.join(format!("{sample}.pdf"))).unwrap();
    }
    fs::copy(project("tests/fixtures/password-unknown.pdf"), pdfs.join("chiuso.pdf")).unwrap();
    fs::write(pdfs.join("z\"><img src=x onerror=window.preso=1>.pdf"), hostile()).unwrap();
    // In the folder itself, as a person works: the pages show the paths that were given.
    let schedario = |arguments: &[&str]| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_schedario"));
        program.args(["--lang", "it"]).args(arguments).current_dir(dir.path()).output().unwrap()
    };
    let read = schedario(&["extract", "-q", "-o", "output", "pdfs"]);
    assert!(read.status.code() != Some(2), "{}", String::from_utf8_lossy(&read.stderr));
    let written = schedario(&["audit", "output"]);
    assert_eq!(written.status.code(), Some(0), "{}", String::from_utf8_lossy(&written.stderr));
    let screens = std::env::var_os("SCHEDARIO_SCREENS").unwrap_or_default();
    let done = Command::new("node")
        .arg(here.join("pages.mjs"))
        .arg(env!("CARGO_BIN_EXE_schedario"))
        .arg(dir.path().join("output"))
        .current_dir(dir.path())
        .arg(screens)
        .output()
        .unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    println!("{said}");
    assert!(done.status.success(), "{said}");
}
