//! What a hostile document, or a neighbour on the same machine, must not get.
#![cfg(unix)]

use crate::common::project;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

const SAMPLE: &str = "samples/righe-orizzontali-gs.pdf";

fn schedario(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_schedario")).args(["--lang", "en"]).args(arguments).output().unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn extract(pdf: &Path, output: &Path) {
    let out = schedario(&["extract", "-q", "--no-ocr", text(pdf), "-o", text(output)]);
    assert!(matches!(out.status.code(), Some(0 | 1)), "{}", said(&out));
}

/// An office that lets no one else read its files has its reports read by no one else.
#[test]
fn what_the_mask_of_the_user_forbids_stays_forbidden() {
    let dir = tempfile::tempdir().unwrap();
    for (mask, mode) in [("077", 0o600), ("022", 0o644), ("002", 0o664)] {
        let output = dir.path().join(mask);
        let script = format!("umask {mask}; exec \"$0\" extract -q --no-ocr \"$1\" -o \"$2\"");
        let status = Command::new("/bin/sh")
            .args(["-c", &script, env!("CARGO_BIN_EXE_schedario"), text(&project(SAMPLE)), text(&output)])
            .status()
            .unwrap();
        assert!(matches!(status.code(), Some(0 | 1)));
        for file in ["json/righe-orizzontali-gs.json", "findings.csv", "manifest.jsonl"] {
            let found = fs::metadata(output.join(file)).unwrap().permissions().mode() & 0o777;
            assert_eq!(found, mode, "{file} with mask {mask}: {found:o}");
        }
    }
}

/// The name of a file is what anybody can choose.
#[test]
fn findings_open_in_a_spreadsheet_without_running_anything() {
    let dir = tempfile::tempdir().unwrap();
    let name = "=cmd|' C calc'!A0.pdf";
    fs::copy(project("samples/cinisello-2017.pdf"), dir.path().join(name)).unwrap();
    let output = dir.path().join("out");
    let read = Command::new(env!("CARGO_BIN_EXE_schedario"))
        .args(["extract", "-q", "--no-ocr", name, "-o", "out"])
        .current_dir(dir.path())
        .status()
        .unwrap();
    assert!(matches!(read.code(), Some(0 | 1)));
    let mut findings = csv::Reader::from_path(output.join("findings.csv")).unwrap();
    let rows: Vec<csv::StringRecord> = findings.records().map(Result::unwrap).collect();
    assert!(!rows.is_empty());
    assert!(rows.iter().all(|row| row[0].starts_with("'=cmd|")), "{rows:?}");
    let tables = dir.path().join("csv");
    let out = schedario(&["export", "-q", text(&output), "--to", "csv", text(&tables)]);
    assert_eq!(out.status.code(), Some(0), "{}", said(&out));
    let mut documents = csv::Reader::from_path(tables.join("documents.csv")).unwrap();
    let column = documents.headers().unwrap().iter().position(|name| name == "path").unwrap();
    let row = documents.records().next().unwrap().unwrap();
    assert!(row[column].starts_with("'=cmd|"), "{row:?}");
    // Loaded again, it is made inert once.
    let out = schedario(&["export", "-q", "--incremental", text(&output), "--to", "csv", text(&tables)]);
    assert_eq!(out.status.code(), Some(0), "{}", said(&out));
    let again = csv::Reader::from_path(tables.join("documents.csv")).unwrap().records().next().unwrap().unwrap();
    assert_eq!(again, row);
}

#[test]
fn a_workbook_of_somebody_else_is_not_overwritten() {
    let dir = tempfile::tempdir().unwrap();
    let output = dir.path().join("out");
    extract(&project(SAMPLE), &output);
    let book = dir.path().join("peg.xlsx");
    let export = || schedario(&["export", "-q", text(&output), "--to", "xlsx", text(&book)]);
    fs::write(&book, "a workbook of somebody else").unwrap();
    let out = export();
    assert_eq!(out.status.code(), Some(2), "{}", said(&out));
    assert_eq!(fs::read_to_string(&book).unwrap(), "a workbook of somebody else");
    fs::remove_file(&book).unwrap();
    assert_eq!(export().status.code(), Some(0));
    assert_eq!(export().status.code(), Some(0), "our own is written anew");
    let mut work = fs::read(&book).unwrap();
    work.extend(b"what somebody has added");
    fs::write(&book, &work).unwrap();
    assert_eq!(export().status.code(), Some(2), "one that somebody has worked on is theirs");
    assert_eq!(fs::read(&book).unwrap(), work);
}

#[test]
fn a_report_removes_nothing_of_anybody_else() {
    let dir = tempfile::tempdir().unwrap();
    extract(&project(SAMPLE), dir.path());
    let mine = dir.path().join("audit/2017/note.txt");
    fs::create_dir_all(mine.parent().unwrap()).unwrap();
    fs::write(&mine, "mine").unwrap();
    let out = schedario(&["audit", text(dir.path())]);
    assert_eq!(out.status.code(), Some(0), "{}", said(&out));
    assert_eq!(fs::read_to_string(&mine).unwrap(), "mine");
}

/// A desk and a browser that notes how it was started.
struct Desk(Child);

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Everybody on the machine sees the arguments of all programs.
#[test]
fn the_arguments_of_the_browser_let_nobody_in() {
    let dir = tempfile::tempdir().unwrap();
    let output = dir.path().join("out");
    extract(&project(SAMPLE), &output);
    let (folder, note) = (dir.path().join("bin"), dir.path().join("arguments"));
    fs::create_dir(&folder).unwrap();
    let browser = folder.join("xdg-open");
    fs::write(&browser, format!("#!/bin/sh\necho \"$@\" > {0}.new && mv {0}.new {0}\n", text(&note))).unwrap();
    fs::set_permissions(&browser, fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", text(&folder), std::env::var("PATH").unwrap());
    let child = Command::new(env!("CARGO_BIN_EXE_schedario"))
        .args(["--lang", "en", "review", "--open", text(&output)])
        .env("PATH", path)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut desk = Desk(child);
    let lines = BufReader::new(desk.0.stdout.take().unwrap()).lines();
    let url = lines.map(Result::unwrap).find(|l| l.starts_with("http://127.0.0.1:")).unwrap();
    let token = url.split_once("t=").unwrap().1.to_owned();
    let begin = Instant::now();
    while !note.exists() {
        assert!(begin.elapsed() < Duration::from_secs(20), "no browser was started");
        std::thread::sleep(Duration::from_millis(20));
    }
    let arguments = fs::read_to_string(&note).unwrap();
    assert!(!arguments.contains(&token) && !arguments.contains("http://"), "{arguments}");
    let file = Path::new(arguments.trim());
    assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o077, 0, "others can read it");
    let page = fs::read_to_string(file).unwrap();
    assert!(!page.contains(&token));
    let once = page.split_once("url=").unwrap().1.split('"').next().unwrap();
    let (host, query) = once["http://".len()..].split_once('/').unwrap();
    let ask = |path: &str| {
        let mut stream = TcpStream::connect(host).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    let answer = ask(&format!("/{query}"));
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("Set-Cookie: schedario_"), "{answer}");
    assert!(!file.exists(), "it was used");
    assert!(ask(&format!("/{query}")).starts_with("HTTP/1.1 403"), "it opens once");
}

/// A page that never ends: a form that draws a form twelve times, which draws a form twelve times, and so on.
fn endless() -> Vec<u8> {
    let stream =
        |dictionary: &str, data: &str| format!("<<{dictionary}/Length {}>>\nstream\n{data}\nendstream", data.len());
    let form = "/Type/XObject/Subtype/Form/BBox[0 0 9 9]";
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</A 5 0 R>>>>>>".to_owned(),
        stream("", "/A Do"),
    ];
    for k in 0..13 {
        let resources = format!("{form}/Resources<</XObject<</A {} 0 R>>>>", k + 6);
        objects.push(stream(&resources, &"/A Do ".repeat(12)));
    }
    objects.push(stream(form, "0 0 m 1 1 l S"));
    let mut out = "%PDF-1.5\n".to_owned();
    let mut places = Vec::new();
    for (k, object) in objects.iter().enumerate() {
        places.push(out.len());
        out += &format!("{} 0 obj\n{object}\nendobj\n", k + 1);
    }
    let xref = out.len();
    out += &format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    places.iter().for_each(|at| out += &format!("{at:010} 00000 n \n"));
    out += &format!("trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{xref}\n%%EOF\n", objects.len() + 1);
    out.into_bytes()
}

/// The report of a run in which this PDF was read as another: its pages are drawn when the findings are shown.
fn with_pdf(dir: &Path, bytes: &[u8]) -> std::path::PathBuf {
    let output = dir.join("out");
    extract(&project("samples/cinisello-2017.pdf"), &output);
    let pdf = dir.join("hostile.pdf");
    fs::write(&pdf, bytes).unwrap();
    let manifest = fs::read_to_string(output.join("manifest.jsonl")).unwrap();
    let mut line: serde_json::Value = serde_json::from_str(manifest.lines().next().unwrap()).unwrap();
    line["path"] = text(&pdf).into();
    line["sha256"] = {
        use sha2::Digest;
        let hash = sha2::Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect::<String>();
        hash.into()
    };
    fs::write(output.join("manifest.jsonl"), format!("{line}\n")).unwrap();
    output
}

/// The report is written whatever a PDF does to those who draw it.
#[test]
fn a_pdf_that_cannot_be_drawn_costs_its_pictures_and_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let output = with_pdf(dir.path(), &endless());
    let begin = Instant::now();
    let out = schedario(&["audit", text(&output), "--timeout", "3"]);
    assert_eq!(out.status.code(), Some(0), "{}", said(&out));
    assert!(begin.elapsed() < Duration::from_secs(60));
    let page = fs::read_to_string(output.join("audit.html")).unwrap();
    assert!(page.contains("data-part=\"d0/cards\"") && !page.contains("data-part=\"d0/p1\""));
}
