//! What `schedario audit` writes, and what `schedario review` answers.

use crate::common;
use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::common::{hostile, project, schedario};
use schedario::review::{About, Action, Decision, Snapshot, Store, fingerprints};
use serde_json::{Value, json};

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Reads some PDFs into an output folder.
fn extract(paths: &[&Path], output: &Path) {
    let mut arguments = vec!["extract", "-q", "-o", output.to_str().unwrap()];
    arguments.extend(paths.iter().map(|p| p.to_str().unwrap()));
    let out = schedario(&arguments);
    assert!(matches!(out.status.code(), Some(0 | 1)), "{}", text(&out.stderr));
}

fn audit(output: &Path, more: &[&str]) -> (String, String) {
    let mut arguments = vec!["audit", output.to_str().unwrap()];
    arguments.extend(more);
    let out = schedario(&arguments);
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    (fs::read_to_string(output.join("audit.html")).unwrap(), text(&out.stderr))
}

/// The parts inside a page, inflated.
fn parts(page: &str) -> HashMap<String, (String, Vec<u8>)> {
    let pieces = page.split("<script type=\"text/plain\" data-part=\"").skip(1);
    pieces
        .map(|piece| {
            let (name, rest) = piece.split_once("\" data-kind=\"").unwrap();
            let (kind, rest) = rest.split_once("\">").unwrap();
            (name.to_owned(), (kind.to_owned(), unpacked(kind, rest.split_once("</script>").unwrap().0)))
        })
        .collect()
}

fn unpacked(kind: &str, packed: &str) -> Vec<u8> {
    let bytes = data_encoding::BASE64.decode(packed.as_bytes()).unwrap();
    if !matches!(kind, "svg" | "html") {
        return bytes;
    }
    let mut out = Vec::new();
    flate2::read::ZlibDecoder::new(&bytes[..]).read_to_end(&mut out).unwrap();
    out
}

fn index(page: &str) -> Value {
    let rest = page.split_once("id=\"indice\">").unwrap().1;
    serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
}

#[test]
fn the_founding_report_shows_both_numbers_of_each_contradiction() {
    let dir = tempfile::tempdir().unwrap();
    extract(&[&project("samples/cinisello-2017.pdf")], dir.path());
    let (page, told) = audit(dir.path(), &[]);
    assert!(told.is_empty(), "{told}");
    let parts = parts(&page);
    let cards = text(&parts["d0/cards"].1);
    assert_eq!(cards.matches("<article").count(), 2);
    for (mark, part) in [("x=\"99.69\" y=\"248.35\"", "d0/p2"), ("x=\"511.05\" y=\"198.72\"", "d0/p5")] {
        assert!(cards.contains(mark) && cards.contains(&format!("data-part=\"{part}\"")), "{mark}: {cards}");
        let (kind, picture) = &parts[part];
        assert!(kind == "svg" && text(picture).starts_with("<svg "), "{part}");
    }
    assert!(cards.contains("The narrative says &quot;2384&quot;"));
    // Every value of the tables leads to its place.
    let scheda = text(&parts["d0/page"].1);
    assert!(
        scheda.contains(
            "data-p=\"/objectives/0/indicators/4/achieved\" data-at=\"5:513.05,200.72,544.19,208.48\">2,380.00"
        )
    );
    assert!(page.contains("<template data-regola=\"N001\""), "the rule is one click away");
    assert_eq!(index(&page)["findings"].as_array().unwrap().len(), 2);
}

/// Fifty pages stay below 5 MB, and the page asks nobody for anything.
#[test]
fn the_report_is_small_and_keeps_to_itself() {
    let dir = tempfile::tempdir().unwrap();
    extract(&[&project("samples")], dir.path());
    let (page, _) = audit(dir.path(), &[]);
    let pages: u64 = common::manifest(dir.path()).iter().map(|l| l["pages"].as_u64().unwrap()).sum();
    assert!(pages > 100 && page.len() as u64 / pages * 50 < 5_000_000, "{} bytes for {pages} pages", page.len());
    let shell = page.split("<script type=\"text/plain\"").next().unwrap();
    for address in shell.match_indices("://").map(|(at, _)| &shell[at.saturating_sub(5)..(at + 24).min(shell.len())]) {
        assert!(address.contains("www.w3.org"), "{address}");
    }
    assert!(shell.contains("default-src 'none'"));
    let (english, _) = audit(dir.path(), &[]);
    assert_eq!(page, english, "the same input gives the same bytes");
}

#[test]
fn text_of_a_document_stays_text() {
    let dir = tempfile::tempdir().unwrap();
    let pdf = dir.path().join("x\"><img src=x onerror=window.preso=1>.pdf");
    fs::write(&pdf, hostile()).unwrap();
    let output = dir.path().join("output");
    extract(&[&pdf], &output);
    let (page, _) = audit(&output, &[]);
    let parts = parts(&page);
    let known = parts.len() + 3;
    assert_eq!(page.matches("<script").count(), known, "index, words, program and parts");
    assert!(!page.contains("<img"));
    let all = [text(&parts["d0/cards"].1), text(&parts["d0/page"].1)].concat();
    assert!(all.contains("whatsapp &lt;script&gt;window.preso=1&lt;/script&gt;"), "the text is not there");
    assert!(all.contains("&amp;lt;15&amp;gt;"));
    assert!(!all.contains("<script") && !all.contains("<img") && !all.contains("<b>"));
    assert!(!all.contains("\" onclick"));
    let index = index(&page);
    let findings = index["findings"].as_array().unwrap();
    assert!(findings.iter().any(|f| f["text"].as_str().unwrap().contains("<script>")), "{findings:?}");
    assert!(all.contains("&lt;script&gt;&quot;") || all.contains("&lt;script&gt;»"), "the finding is not there");
}

#[test]
fn a_pdf_that_has_gone_moved_or_changed_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let (pdf, output) = (dir.path().join("a.pdf"), dir.path().join("output"));
    fs::copy(project("samples/cinisello-2017.pdf"), &pdf).unwrap();
    extract(&[&pdf], &output);
    let moved = dir.path().join("elsewhere/deep");
    fs::create_dir_all(&moved).unwrap();
    fs::rename(&pdf, moved.join("a.pdf")).unwrap();
    let (page, told) = audit(&output, &[]);
    assert!(told.contains("1 documents without pictures"), "{told}");
    let cards = text(&parts(&page)["d0/cards"].1);
    assert!(cards.contains("The PDF is no longer there") && cards.contains("«2.380,00»"), "{cards}");
    let (page, told) = audit(&output, &["--pdfs", moved.to_str().unwrap()]);
    assert!(told.is_empty() && parts(&page).contains_key("d0/p5"), "{told}");
    let mut bytes = fs::read(moved.join("a.pdf")).unwrap();
    bytes.extend(b"\n% changed");
    fs::write(&pdf, bytes).unwrap();
    let (page, _) = audit(&output, &[]);
    assert!(text(&parts(&page)["d0/cards"].1).contains("The PDF has changed"));
}

#[test]
fn a_large_archive_becomes_a_folder_of_pages_without_a_dead_link() {
    let dir = tempfile::tempdir().unwrap();
    let (pdfs, output) = (dir.path().join("pdfs"), dir.path().join("output"));
    fs::create_dir(&pdfs).unwrap();
    let sample = fs::read(project("samples/riga-tra-due-pagine.pdf")).unwrap();
    for k in 0..23 {
        let mut copy = sample.clone();
        copy.extend(format!("\n% copy {k}\n").bytes());
        fs::write(pdfs.join(format!("copia {k:02}.pdf")), copy).unwrap();
    }
    extract(&[&pdfs], &output);
    let (page, _) = audit(&output, &[]);
    assert!(parts(&page).is_empty() && page.len() < 2_000_000, "{} bytes", page.len());
    let index = index(&page);
    assert_eq!(index["documents"].as_array().unwrap().len(), 23);
    for document in index["documents"].as_array().unwrap() {
        let (n, file) = (&document["n"], document["file"].as_str().unwrap());
        let folder = output.join("audit").join(file);
        let own = fs::read_to_string(output.join("audit").join(format!("{file}.html"))).unwrap();
        assert!(own.contains("href=\"../audit.html#rilievi\""));
        let cards = fs::read_to_string(folder.join("cards.js")).unwrap();
        let packed =
            cards.strip_prefix(&format!("schedario(\"d{n}/cards\",\"html\",\"")).unwrap().strip_suffix("\")").unwrap();
        let cards = text(&unpacked("html", packed));
        let pictures: Vec<&str> = cards.split("data-part=\"").skip(1).map(|p| p.split_once('"').unwrap().0).collect();
        assert!(!pictures.is_empty());
        for picture in pictures {
            let name = picture.strip_prefix(&format!("d{n}/")).unwrap();
            assert!(folder.join(format!("{name}.js")).exists(), "{picture}");
        }
        for at in own.split("data-at=\"").skip(1).map(|a| a.split_once(':').unwrap().0) {
            assert!(folder.join(format!("p{at}.js")).exists(), "page {at}");
        }
    }
}

#[test]
fn decisions_are_told_in_the_report() {
    let dir = tempfile::tempdir().unwrap();
    extract(&[&project("samples/cinisello-2017.pdf")], dir.path());
    let report: schedario::contract::Report =
        serde_json::from_slice(&fs::read(dir.path().join("json/cinisello-2017.json")).unwrap()).unwrap();
    let fingerprint = fingerprints(&report.findings)[0].clone();
    let about = About::Finding { fingerprint, snapshot: Snapshot::of(&report.findings[0]) };
    let decision = Decision {
        document: report.source.sha256.clone(),
        path: "x".into(),
        about,
        action: Action::Dismiss,
        reason: "errore di <battitura>".into(),
        before: json!("open"),
        after: json!("dismissed"),
        who: "Anna & Co".into(),
        at: "2026-05-04T09:30:00Z".into(),
    };
    Store::open(dir.path()).unwrap().add(&decision).unwrap();
    let (page, _) = audit(dir.path(), &[]);
    let cards = text(&parts(&page)["d0/cards"].1);
    assert!(cards.contains("by Anna &amp; Co, 2026-05-04: <q>errore di &lt;battitura&gt;</q>"), "{cards}");
    assert_eq!(index(&page)["findings"][0]["status"], "dismissed");
    assert_eq!(index(&page)["findings"][1]["status"], "open");
    assert!(!cards.contains("data-act"), "only the desk has buttons");
}

/// A desk that is open until it is dropped.
struct Desk {
    child: Child,
    port: u16,
    cookie: String,
}

impl Desk {
    fn open(output: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_schedario"))
            .args(["--lang", "en", "review", output.to_str().unwrap(), "--who", "Anna"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let url = lines.map(Result::unwrap).find(|l| l.starts_with("http://127.0.0.1:")).expect("an address");
        let (port, query) = url["http://127.0.0.1:".len()..].split_once('/').unwrap();
        let mut desk = Self { child, port: port.parse().unwrap(), cookie: String::new() };
        let (status, head, _) = desk.ask("GET", &format!("/{query}"), &[], "");
        assert_eq!(status, 303);
        let cookie = head.lines().find_map(|l| l.strip_prefix("Set-Cookie: ")).unwrap();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
        desk.cookie = cookie.split_once(';').unwrap().0.to_owned();
        desk
    }

    /// Status, headers and body of an answer.
    fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> (u16, String, Vec<u8>) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let host = format!("127.0.0.1:{}", self.port);
        let mut request =
            format!("{method} {path} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
        if !headers.iter().any(|(name, _)| *name == "Host") {
            request += &format!("Host: {host}\r\n");
        }
        for (name, value) in headers {
            request += &format!("{name}: {value}\r\n");
        }
        stream.write_all(format!("{request}\r\n{body}").as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let cut = answer.windows(4).position(|w| w == b"\r\n\r\n").unwrap();
        let head = text(&answer[..cut]);
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, head, answer[cut + 4..].to_vec())
    }

    fn get(&self, path: &str) -> (u16, String) {
        let (status, _, body) = self.ask("GET", path, &[("Cookie", &self.cookie)], "");
        (status, text(&body))
    }

    fn decide(&self, decision: &Value) -> (u16, Value) {
        let origin = format!("http://127.0.0.1:{}", self.port);
        let headers = [("Cookie", self.cookie.as_str()), ("Origin", &origin), ("Content-Type", "application/json")];
        let (status, _, body) = self.ask("POST", "/decide", &headers, &decision.to_string());
        (status, serde_json::from_slice(&body).unwrap_or_default())
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_desk_keeps_strangers_out() {
    let dir = tempfile::tempdir().unwrap();
    extract(&[&project("samples/cinisello-2017.pdf")], dir.path());
    let desk = Desk::open(dir.path());
    let cookie = desk.cookie.clone();
    let own = format!("http://127.0.0.1:{}", desk.port);
    let status = |method: &str, path: &str, headers: &[(&str, &str)]| desk.ask(method, path, headers, "{}").0;
    assert_eq!(status("GET", "/", &[]), 403);
    assert_eq!(status("GET", "/?t=0000", &[]), 403);
    assert_eq!(status("GET", "/part/d0/cards", &[]), 403);
    assert_eq!(status("GET", "/", &[("Cookie", &cookie), ("Host", "evil.example")]), 421);
    assert_eq!(status("GET", "/", &[("Cookie", &cookie), ("Sec-Fetch-Site", "cross-site")]), 403);
    let json = ("Content-Type", "application/json");
    assert_eq!(status("POST", "/decide", &[("Cookie", &cookie), json]), 403, "no origin");
    assert_eq!(status("POST", "/decide", &[("Cookie", &cookie), json, ("Origin", "http://evil.example")]), 403);
    assert_eq!(
        status("POST", "/decide", &[("Cookie", &cookie), ("Content-Type", "text/plain"), ("Origin", &own)]),
        403
    );
    assert_eq!(status("POST", "/decide", &[json, ("Origin", &own)]), 403, "no cookie");
    assert_eq!(status("POST", "/decide", &[("Cookie", &cookie), json, ("Origin", &own)]), 400, "no sense");
    let (status, head, _) = desk.ask("GET", "/", &[("Cookie", &cookie)], "");
    assert_eq!(status, 200);
    for header in
        ["Content-Security-Policy: default-src 'none'", "frame-ancestors 'none'", "nosniff", "X-Frame-Options: DENY"]
    {
        assert!(head.contains(header), "{header}: {head}");
    }
    assert!(!head.contains("Access-Control"));
    for nothing in [
        "/part/",
        "/part/d0/../../etc/passwd",
        "/part/d9/cards",
        "/part/d0/p99",
        "/part/d0/p0",
        "/part/dx/page",
        "/json",
    ] {
        assert_eq!(desk.get(nothing).0, 404, "{nothing}");
    }
    let big = "x".repeat(100_000);
    let headers = [("Cookie", cookie.as_str()), json, ("Origin", own.as_str())];
    assert_eq!(desk.ask("POST", "/decide", &headers, &big).0, 413);
}

#[test]
fn what_is_settled_at_the_desk_stays_settled() {
    let dir = tempfile::tempdir().unwrap();
    extract(&[&project("samples/cinisello-2017.pdf")], dir.path());
    let pointer = "/objectives/0/indicators/6/achieved";
    {
        let desk = Desk::open(dir.path());
        let page = desk.get("/").1;
        assert!(page.contains("value=\"Anna\"") && page.contains("data-mode=\"desk\""));
        let cards = desk.get("/part/d0/cards").1;
        let print = cards.split_once("data-print=\"").unwrap().1.split_once('"').unwrap().0.to_owned();
        let wish = |action: &str, reason: &str| json!({ "d": 0, "about": "finding", "key": print, "action": action, "reason": reason, "who": "Anna" });
        assert_eq!(desk.decide(&wish("dismiss", "  ")).0, 409, "a reason is needed");
        assert_eq!(desk.decide(&wish("correct", "")).0, 409, "of values only");
        let (status, told) = desk.decide(&wish("dismiss", "già chiarito"));
        assert_eq!(status, 200, "{told}");
        assert_eq!(told["findings"][0]["status"], "dismissed");
        assert_eq!(told["counts"], json!([0, 2, 0, 1]));
        let value = |action: &str, value: &str, key: &str| json!({ "d": 0, "about": "value", "key": key, "action": action, "value": value, "who": "Anna" });
        assert_eq!(desk.decide(&value("correct", "sei", pointer)).0, 409, "no number");
        assert_eq!(desk.decide(&value("correct", "7,00", pointer)).0, 409, "as it was read");
        assert_eq!(desk.decide(&value("correct", "6,00", "/objectives/7/code")).0, 409, "no such value");
        assert_eq!(desk.decide(&value("restore", "", pointer)).0, 409, "never corrected");
        assert_eq!(desk.decide(&value("correct", "6,00", pointer)).0, 200);
        let mut nobody = value("correct", "5,00", pointer);
        nobody["who"] = json!(" ");
        assert_eq!(desk.decide(&nobody).0, 409, "nobody");
        assert_eq!(
            desk.decide(&json!({ "d": 9, "about": "value", "key": "", "action": "correct", "who": "A" })).0,
            404
        );
    }
    // A new extraction changes nothing in what people said.
    let out = schedario(&[
        "extract",
        "-q",
        "--force",
        "-o",
        dir.path().to_str().unwrap(),
        project("samples/cinisello-2017.pdf").to_str().unwrap(),
    ]);
    assert_eq!(out.status.code(), Some(0));
    let desk = Desk::open(dir.path());
    let (cards, page) = (desk.get("/part/d0/cards").1, desk.get("/part/d0/page").1);
    assert!(cards.contains("data-status=\"dismissed\"") && cards.contains("già chiarito"));
    assert!(cards.contains("data-status=\"corrected\""), "the finding of the corrected value is settled");
    assert!(
        page.contains(">6,00</a> <span class=\"originale\">read as <del>7.00</del>")
            || page.contains("read as <del>7.00</del>"),
        "the original reading stays"
    );
    let restore = json!({ "d": 0, "about": "value", "key": pointer, "action": "restore", "who": "Bruno" });
    assert_eq!(desk.decide(&restore).0, 200);
    assert!(!desk.get("/part/d0/page").1.contains("<del>7.00</del>"));
    let store = Store::open_if_there(dir.path()).unwrap().unwrap();
    let report: Value =
        serde_json::from_slice(&fs::read(dir.path().join("json/cinisello-2017.json")).unwrap()).unwrap();
    let history = store.history(report["source"]["sha256"].as_str().unwrap()).unwrap();
    let told: Vec<(&str, &str)> = history.iter().map(|d| (d.action.name(), d.who.as_str())).collect();
    assert_eq!(told, [("dismiss", "Anna"), ("correct", "Anna"), ("restore", "Bruno")]);
    assert_eq!((&history[1].before, &history[1].after), (&json!("7.00"), &json!("6.00")));
}

#[test]
fn a_port_that_is_taken_is_told() {
    let dir = tempfile::tempdir().unwrap();
    extract(&[&project("samples/cinisello-2017.pdf")], dir.path());
    let taken = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let out = schedario(&["review", dir.path().to_str().unwrap(), "--port", &port]);
    assert_eq!(out.status.code(), Some(2));
    assert!(text(&out.stderr).contains("--port"), "{}", text(&out.stderr));
    let out = schedario(&["audit", "/no/such/folder"]);
    assert_eq!(out.status.code(), Some(2));
    assert!(text(&out.stderr).contains("manifest.jsonl"));
}
