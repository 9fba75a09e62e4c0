//! Whatever a file does to the process that reads it, whatever happens to a run: no other file is lost, none is read twice,
//! and nothing half done is left.
#![cfg(unix)]

use crate::common;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::{Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant, SystemTime};

use crate::common::{manifest, project};
use schedario::batch::inputs::Input;
use schedario::batch::isolation::{Fleet, Request, Verdict};
use serde_json::Value;

const SAMPLE: &str = "samples/righe-orizzontali-gs.pdf";

/// A PDF of these objects, the first of which is the catalogue.
fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"%PDF-1.5\n".to_vec();
    let mut places = Vec::new();
    for (k, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend(format!("{} 0 obj\n", k + 1).bytes());
        out.extend(object);
        out.extend(b"\nendobj\n");
    }
    let xref = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    places.iter().for_each(|at| out.extend(format!("{at:010} 00000 n \n").bytes()));
    out.extend(format!("trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{xref}\n%%EOF\n", objects.len() + 1).bytes());
    out
}

fn stream(dictionary: &str, data: &[u8]) -> Vec<u8> {
    let mut out = format!("<<{dictionary}/Length {}>>\nstream\n", data.len()).into_bytes();
    out.extend(data);
    out.extend(b"\nendstream");
    out
}

/// One page that draws the form object 5.
fn page() -> Vec<Vec<u8>> {
    vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</A 5 0 R>>>>>>".to_vec(),
        stream("", b"/A Do"),
    ]
}

const FORM: &str = "/Type/XObject/Subtype/Form/BBox[0 0 9 9]";

/// A few kilobytes that become gigabytes.
fn eats_memory() -> Vec<u8> {
    let deflate = |parts: &mut dyn Iterator<Item = &[u8]>| {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        parts.for_each(|part| encoder.write_all(part).unwrap());
        encoder.finish().unwrap()
    };
    let blank = vec![b' '; 1 << 20];
    let once = deflate(&mut std::iter::repeat_n(&blank[..], 2000));
    let twice = deflate(&mut std::iter::once(&once[..]));
    let mut objects = page();
    objects.push(stream(&format!("{FORM}/Filter[/FlateDecode/FlateDecode]"), &twice));
    pdf(&objects)
}

/// A form that draws a form twelve times, which draws a form twelve times, and so on.
fn never_ends() -> Vec<u8> {
    let mut objects = page();
    for k in 0..13 {
        let resources = format!("{FORM}/Resources<</XObject<</A {} 0 R>>>>", k + 6);
        objects.push(stream(&resources, &b"/A Do ".repeat(12)));
    }
    objects.push(stream(FORM, b"0 0 m 1 1 l S"));
    pdf(&objects)
}

fn extract(arguments: &[&OsStr]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_schedario"));
    command.args(["--lang", "en", "extract"]).args(arguments).stdin(Stdio::null());
    command
}

fn run(inputs: &Path, output: &Path, more: &[&str]) -> std::process::Output {
    let mut command = extract(&[inputs.as_os_str(), "-o".as_ref(), output.as_os_str()]);
    command.args(more).output().unwrap()
}

fn statuses(output: &Path) -> BTreeMap<String, String> {
    let name = |line: &Value| line["path"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    manifest(output).iter().map(|l| (name(l), l["status"].as_str().unwrap().to_owned())).collect()
}

/// The sample with something behind its end, so that no two are the same.
fn sample(number: usize) -> Vec<u8> {
    let mut bytes = fs::read(project(SAMPLE)).unwrap();
    bytes.extend(format!("% {number}\n").bytes());
    bytes
}

#[test]
fn files_that_hurt_are_told_and_the_others_are_read() {
    let dir = tempfile::tempdir().unwrap();
    let (input, output) = (dir.path().join("in"), dir.path().join("out"));
    fs::create_dir(&input).unwrap();
    fs::write(input.join("memory.pdf"), eats_memory()).unwrap();
    fs::write(input.join("loop.pdf"), never_ends()).unwrap();
    for k in 0..6 {
        fs::write(input.join(format!("good-{k}.pdf")), sample(k)).unwrap();
    }
    let out = run(&input, &output, &["--memory", "256", "--timeout", "4", "--jobs", "2"]);
    assert_eq!(out.status.code(), Some(3));
    let found = statuses(&output);
    assert_eq!(found["memory.pdf"], "too-large", "{}", String::from_utf8_lossy(&out.stderr));
    assert_eq!(found["loop.pdf"], "timeout");
    assert_eq!(found.values().filter(|s| *s == "ok").count(), 6);
    assert!(manifest(&output).iter().all(|l| l["sha256"].as_str().unwrap().len() == 64));
}

/// A program that behaves like a worker up to a point: `$line` is the request.
fn fleet(script: &str, workers: usize) -> Fleet {
    Fleet {
        program: "sh".into(),
        arguments: vec!["-c".into(), format!("while read -r line; do {script}\ndone").into()],
        workers,
        memory_mb: 100,
        timeout: Duration::from_millis(500),
    }
}

fn serve(fleet: &Fleet, paths: &[&str]) -> Vec<(usize, String)> {
    let requests: Vec<Request> = paths.iter().map(|p| Request::of(&Input::file(p.into(), p.into()), None)).collect();
    let told = Mutex::new(Vec::new());
    fleet
        .serve(&requests, &|_, _| {}, &|k, verdict| {
            let name = match verdict {
                Verdict::Answer(_) => "answer".to_owned(),
                Verdict::TimedOut => "timeout".to_owned(),
                Verdict::OutOfMemory => "memory".to_owned(),
                Verdict::Died(how) => format!("died: {how}"),
            };
            told.lock().unwrap().push((k, name));
            Ok(())
        })
        .unwrap();
    let mut told = told.into_inner().unwrap();
    told.sort();
    told
}

#[test]
fn workers_that_die_hang_or_talk_nonsense_are_replaced() {
    let script = r#"case "$line" in
        *good*) echo '{"protocol":1,"manifest":null}';;
        *hang*) sleep 60;;
        *killed*) kill -KILL $$;;
        *memory*) echo 'memory allocation of 99 bytes failed' >&2; kill -ABRT $$;;
        *stack*) echo "thread 'main' has overflowed its stack" >&2; kill -ABRT $$;;
        *half*) printf '{"protocol":1'; exit 0;;
        *nonsense*) echo 'good morning';;
        esac"#;
    let paths = ["good1", "hang", "good2", "killed", "memory", "good3", "stack", "half", "nonsense", "good4"];
    for workers in [1, 3] {
        let told = serve(&fleet(script, workers), &paths);
        let is = |k: usize| told[k].1.as_str();
        assert_eq!(told.iter().map(|t| t.0).collect::<Vec<_>>(), (0..10).collect::<Vec<_>>(), "each once: {told:?}");
        assert!([0, 2, 5, 9].iter().all(|k| is(*k) == "answer"), "{told:?}");
        assert_eq!((is(1), is(3), is(4)), ("timeout", "memory", "memory"), "{told:?}");
        assert!(is(6).contains("overflowed its stack") && is(7).starts_with("died"), "{told:?}");
        assert!(is(8).contains("no sense"), "{told:?}");
    }
}

#[test]
fn a_document_is_judged_by_a_fresh_worker() {
    // Dies at every second document, whatever it is.
    let script = r#"n=$((n+1)); if [ $n = 2 ]; then exit 1; fi; echo '{"protocol":1,"manifest":null}'"#;
    let told = serve(&fleet(script, 1), &["a", "b", "c", "d"]);
    assert!(told.iter().all(|t| t.1 == "answer"), "{told:?}");
}

#[test]
fn pages_that_are_read_give_a_document_more_time() {
    let script = r#"echo '{"protocol":1,"page_read":1}'; sleep 1; echo '{"protocol":1,"manifest":null}'"#;
    let (fleet, input) = (fleet(script, 1), Input::file("scan".into(), "scan".into()));
    let (pages, answered) = (Mutex::new(Vec::new()), Mutex::new(false));
    let page = |k: usize, number: u32| pages.lock().unwrap().push((k, number));
    let tell = |_: usize, verdict: Verdict| {
        *answered.lock().unwrap() = matches!(verdict, Verdict::Answer(_));
        Ok(())
    };
    fleet.serve(&[Request::of(&input, None)], &page, &tell).unwrap();
    assert!(answered.into_inner().unwrap(), "longer than the limit, but a page was read");
    assert_eq!(pages.into_inner().unwrap(), [(0, 1)]);
}

#[test]
fn a_program_that_is_not_there_is_an_error() {
    let fleet = Fleet { program: "/no/such/program".into(), ..fleet("true", 1) };
    let input = Input::file("x".into(), "x".into());
    assert!(fleet.serve(&[Request::of(&input, None)], &|_, _| {}, &|_, _| Ok(())).is_err());
}

/// When each report was written.
fn written(output: &Path) -> BTreeMap<PathBuf, SystemTime> {
    walkdir::WalkDir::new(output.join("json"))
        .into_iter()
        .filter_map(Result::ok)
        .filter(|e| e.file_type().is_file())
        .map(|e| (e.path().strip_prefix(output).unwrap().to_owned(), e.metadata().unwrap().modified().unwrap()))
        .collect()
}

#[test]
fn what_is_finished_is_not_read_again() {
    let dir = tempfile::tempdir().unwrap();
    let (input, output) = (dir.path().join("in"), dir.path().join("out"));
    fs::create_dir(&input).unwrap();
    for k in 0..3 {
        fs::write(input.join(format!("{k}.pdf")), sample(k)).unwrap();
    }
    fs::write(input.join("bad.pdf"), b"no PDF").unwrap();
    let step = |more: &[&str]| {
        let before = if output.exists() { written(&output) } else { BTreeMap::new() };
        let out = run(&input, &output, more);
        assert_eq!(out.status.code(), Some(3), "{}", String::from_utf8_lossy(&out.stderr));
        let now = written(&output);
        now.into_iter()
            .filter(|(path, time)| before.get(path) != Some(time))
            .map(|(path, _)| path.file_stem().unwrap().to_string_lossy().into_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(step(&[]), ["0", "1", "2"]);
    let first = fs::read(output.join("findings.csv")).unwrap();
    assert_eq!(step(&[]), [""; 0]);
    assert_eq!(fs::read(output.join("findings.csv")).unwrap(), first);
    assert_eq!(manifest(&output).len(), 4);
    // A changed file, and a report that is gone or cut.
    fs::write(input.join("1.pdf"), sample(7)).unwrap();
    assert_eq!(step(&[]), ["1"]);
    fs::remove_file(output.join("json/2.json")).unwrap();
    assert_eq!(step(&[]), ["2"]);
    fs::write(output.join("json/0.json"), "{").unwrap();
    assert_eq!(step(&[]), ["0"]);
    // Other findings are wanted; other limits change nothing for what was read.
    assert_eq!(step(&["--select", "T"]), ["0", "1", "2"]);
    assert_eq!(step(&["--select", "T", "--timeout", "99"]), [""; 0]);
    assert_eq!(step(&["--select", "T", "--force"]), ["0", "1", "2"]);
    // What can no longer be read leaves no report behind.
    fs::write(input.join("2.pdf"), b"spoiled").unwrap();
    step(&["--select", "T"]);
    assert!(!output.join("json/2.json").exists());
    assert_eq!(statuses(&output)["2.pdf"], "not-a-pdf");
}

#[test]
fn the_same_content_is_read_once_and_told() {
    let dir = tempfile::tempdir().unwrap();
    let (input, output) = (dir.path().join("in"), dir.path().join("out"));
    fs::create_dir(&input).unwrap();
    for name in ["b.pdf", "a.pdf", "c.pdf"] {
        fs::write(input.join(name), sample(usize::from(name == "c.pdf"))).unwrap();
    }
    for _ in 0..2 {
        run(&input, &output, &[]);
        let lines = manifest(&output);
        let first = lines[0]["path"].as_str().unwrap();
        assert!(first.ends_with("a.pdf") && lines[0].get("duplicate_of").is_none());
        assert_eq!((&lines[1]["duplicate_of"], &lines[1]["output"]), (&lines[0]["path"], &lines[0]["output"]));
        assert_eq!(lines[1]["status"], "ok");
        assert!(!output.join("json/b.json").exists() && output.join("json/c.json").exists());
    }
}

#[test]
fn two_runs_on_one_folder_refuse_each_other() {
    let dir = tempfile::tempdir().unwrap();
    let output = dir.path().join("out");
    fs::create_dir_all(output.join(".schedario")).unwrap();
    let lock = fs::File::create(output.join(".schedario/lock")).unwrap();
    lock.lock().unwrap();
    let out = run(&project(SAMPLE), &output, &[]);
    assert_eq!(out.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&out.stderr).contains("another run"), "{}", String::from_utf8_lossy(&out.stderr));
    drop(lock);
    assert_ne!(run(&project(SAMPLE), &output, &[]).status.code(), Some(2));
}

#[test]
fn archives_are_read_inside() {
    let dir = tempfile::tempdir().unwrap();
    let (input, output) = (dir.path().join("in"), dir.path().join("out"));
    fs::create_dir(&input).unwrap();
    let mut zip = zip::ZipWriter::new(fs::File::create(input.join("2017.zip")).unwrap());
    let options = zip::write::SimpleFileOptions::default();
    for (name, bytes) in [("a/è uno.pdf", sample(1)), ("../../due.PDF", sample(2)), ("note.txt", b"x".to_vec())] {
        zip.start_file(name, options).unwrap();
        zip.write_all(&bytes).unwrap();
    }
    zip.finish().unwrap();
    fs::write(input.join("rotto.zip"), b"PK\x03\x04 and then nothing").unwrap();
    let out = run(&input, &output, &[]);
    assert_eq!(out.status.code(), Some(3));
    let found = statuses(&output);
    assert_eq!(found.len(), 4, "{found:?}");
    assert_eq!(found["note.txt"], "skipped");
    assert_eq!((found["è uno.pdf"].as_str(), found["due.PDF"].as_str()), ("ok", "ok"));
    assert_ne!(found["rotto.zip"], "ok");
    let names: Vec<PathBuf> = written(&output).into_keys().collect();
    assert_eq!(names, [PathBuf::from("json/2017.zip!/a/è uno.json"), PathBuf::from("json/2017.zip!/due.json")]);
    assert!(!dir.path().join("due.json").exists());
}

/// Nearly as much as half of the memory is what a file may have, and it takes no more than its size to have it read.
#[test]
fn a_file_of_the_largest_size_fits_into_the_memory() {
    let dir = tempfile::tempdir().unwrap();
    let (input, output) = (dir.path().join("in"), dir.path().join("out"));
    fs::create_dir(&input).unwrap();
    let mut bytes = fs::read(project(SAMPLE)).unwrap();
    // Something behind the head of the file that nobody reads, and its end where it belongs.
    bytes.extend(b"\n%");
    bytes.resize(126 << 20, b'x');
    bytes.extend(b"\n%%EOF\n");
    fs::write(input.join("large.pdf"), bytes).unwrap();
    let out = run(&input, &output, &["--memory", "256", "--jobs", "2"]);
    assert_eq!(statuses(&output)["large.pdf"], "ok", "{}", String::from_utf8_lossy(&out.stderr));
}

#[test]
fn a_list_may_come_on_the_standard_input() {
    let dir = tempfile::tempdir().unwrap();
    let odd = dir.path().join(OsStr::from_bytes(b"caf\xe9\n.pdf"));
    fs::write(&odd, sample(1)).unwrap();
    fs::write(dir.path().join("due.pdf"), sample(2)).unwrap();
    let mut list = odd.as_os_str().as_bytes().to_vec();
    list.push(0);
    list.extend(dir.path().join("due.pdf").as_os_str().as_bytes());
    let output = dir.path().join("out");
    let mut child = Command::new(env!("CARGO_BIN_EXE_schedario"))
        .args(["extract".as_ref(), "-".as_ref(), "-0".as_ref(), "-q".as_ref(), "-o".as_ref(), output.as_os_str()])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(&list).unwrap();
    child.wait().unwrap();
    let lines = manifest(&output);
    assert_eq!(lines.len(), 2);
    assert!(lines.iter().all(|l| l["status"] == "ok"), "{lines:?}");
}

#[test]
fn a_worker_answers_each_line_with_a_line() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_schedario"))
        .args(["worker", "--jobs", "2"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let path = project(SAMPLE).to_string_lossy().into_owned();
    let one = format!("{{\"path\":{path:?},\"one_core\":true}}");
    let asked = format!("{path}\n{one}\n{{\"paht\":1}}\n\n{{\"path\":\n/no/such.pdf\n");
    child.stdin.take().unwrap().write_all(asked.as_bytes()).unwrap();
    let mut text = String::new();
    child.stdout.take().unwrap().read_to_string(&mut text).unwrap();
    assert!(child.wait().unwrap().success());
    let answers: Vec<Value> = text.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(answers.len(), 5, "{text}");
    assert!(answers.iter().all(|a| a["protocol"] == 1));
    let golden: Value = serde_json::from_slice(&fs::read(project(SAMPLE).with_extension("json")).unwrap()).unwrap();
    for answer in &answers[..2] {
        assert_eq!(answer["manifest"]["status"], "ok");
        assert_eq!(answer["report"]["objectives"], golden["objectives"]);
    }
    assert!(answers[2]["error"]["en"].is_string() && answers[3]["error"]["it"].is_string());
    assert_eq!(answers[4]["manifest"]["status"], "damaged");
}

/// All that a run leaves, but for times and what it keeps for itself.
fn left(output: &Path) -> (Vec<Value>, BTreeMap<PathBuf, Vec<u8>>) {
    let files = walkdir::WalkDir::new(output)
        .into_iter()
        .map(|e| e.unwrap())
        .filter(|e| e.file_type().is_file() && e.file_name() != "manifest.jsonl")
        .map(|e| (e.path().strip_prefix(output).unwrap().to_owned(), fs::read(e.path()).unwrap()))
        .filter(|(path, _)| !path.starts_with(".schedario"));
    (manifest(output), files.collect())
}

/// `SCHEDARIO_KILLS` says how many runs are killed; each is killed again and again until it has come to its end.
#[test]
fn a_run_that_is_killed_goes_on_to_the_same_end() {
    let dir = tempfile::tempdir().unwrap();
    let input = dir.path().join("in");
    fs::create_dir(&input).unwrap();
    for k in 0..12 {
        fs::write(input.join(format!("{k}.pdf")), sample(k)).unwrap();
    }
    for (k, name) in ["cinisello-2017", "tabelle-wkhtmltopdf", "pagine-coricate"].iter().enumerate() {
        fs::copy(project(&format!("samples/{name}.pdf")), input.join(format!("s{k}.pdf"))).unwrap();
    }
    fs::write(input.join("bad.pdf"), b"%PDF-1.4 bad").unwrap();
    let quiet = dir.path().join("quiet");
    let begin = Instant::now();
    run(&input, &quiet, &["-q"]);
    let whole = begin.elapsed().as_micros() as u64;
    let want = left(&quiet);
    assert_eq!(want.0.len(), 16);
    let runs: usize = std::env::var("SCHEDARIO_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(12);
    let mut seed = 11u64;
    let mut kills = 0;
    for n in 0..runs {
        let output = dir.path().join(format!("out-{n}"));
        loop {
            let mut child =
                extract(&[input.as_os_str(), "-o".as_ref(), output.as_os_str(), "-q".as_ref()]).spawn().unwrap();
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let patience = Duration::from_micros((seed >> 33) % (whole * 5 / 4));
            let deadline = Instant::now() + patience;
            let ended = loop {
                if child.try_wait().unwrap().is_some() {
                    break true;
                }
                if Instant::now() >= deadline {
                    break false;
                }
                std::thread::sleep(Duration::from_micros(200));
            };
            if ended {
                break;
            }
            child.kill().unwrap();
            child.wait().unwrap();
            kills += 1;
            // What stands under its final name is whole.
            for (path, bytes) in if output.join("json").exists() { left_json(&output) } else { Vec::new() } {
                assert_eq!(want.1.get(&path), Some(&bytes), "half a report: {}", path.display());
            }
        }
        assert!(left(&output) == want, "run {n} ended otherwise");
        fs::remove_dir_all(&output).unwrap();
    }
    // Under load a run may end before its turn to be killed comes; that some are killed is enough for the test to mean something.
    assert!(kills > 0, "none of {runs} runs was killed at all");
    println!("{runs} runs, {kills} kills, nothing lost");
}

fn left_json(output: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    written(output).into_keys().filter_map(|p| Some((p.clone(), fs::read(output.join(p)).ok()?))).collect()
}

/// `SCHEDARIO_FILES` says how many files there are; one in twenty is damaged.
#[test]
fn every_file_of_an_archive_is_accounted_for() {
    let files: usize = std::env::var("SCHEDARIO_FILES").ok().and_then(|n| n.parse().ok()).unwrap_or(200);
    let dir = tempfile::tempdir().unwrap();
    let (input, output) = (dir.path().join("in"), dir.path().join("out"));
    let mut want = BTreeMap::new();
    for k in 0..files {
        let folder = input.join(format!("{}", k / 100));
        fs::create_dir_all(&folder).unwrap();
        let name = format!("{k}.pdf");
        let mut bytes = sample(k);
        let status = match (k % 20, k % 4) {
            (7, 3) if k % 40 == 7 => {
                bytes = format!("%PDF-1.4 {k}").into_bytes();
                "damaged"
            }
            (7, _) => {
                bytes = format!("no PDF {k}").into_bytes();
                "not-a-pdf"
            }
            _ => "ok",
        };
        fs::write(folder.join(&name), bytes).unwrap();
        want.insert(name, status.to_owned());
    }
    let begin = Instant::now();
    run(&input, &output, &["-q"]);
    println!("{files} files in {:.1} s", begin.elapsed().as_secs_f64());
    assert_eq!(statuses(&output), want);
    assert_eq!(written(&output).len(), want.values().filter(|s| *s == "ok").count());
    let begin = Instant::now();
    run(&input, &output, &["-q"]);
    println!("and again in {:.1} s", begin.elapsed().as_secs_f64());
    assert_eq!(statuses(&output), want);
}

/// The commands of those who write grammars read documents inside the same limits.
#[test]
fn tools_for_grammars_survive_files_that_hurt() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let (memory, endless, good) = (at("memory.pdf"), at("loop.pdf"), at("z-good.pdf"));
    let grammar = at("modulo.toml");
    fs::write(&memory, eats_memory()).unwrap();
    fs::write(&endless, never_ends()).unwrap();
    fs::write(&good, sample(0)).unwrap();
    fs::copy(project("grammars/scheda-peg-avanzamento.toml"), &grammar).unwrap();
    let tool = |arguments: &[&str]| {
        // What never ends is waited for no longer than needed.
        let seconds = if arguments.contains(&endless.as_str()) { "3" } else { "30" };
        let limits = ["--memory", "256", "--timeout", seconds];
        let out = common::schedario(&[arguments, &limits].concat());
        let (said, told) = (String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
        (out.status.code(), said.into_owned(), told.into_owned())
    };
    let (too_much, too_long) = ("takes more than 256 MB of memory", "did not end in 3 seconds");
    for (command, ending) in [("explain", 3), ("draft", 3), ("check", 3)] {
        for (pdf, reason) in [(&memory, too_much), (&endless, too_long)] {
            let (code, said, told) = match command {
                "explain" => tool(&["explain", pdf]),
                "draft" => tool(&["grammar", "draft", pdf]),
                _ => tool(&["grammar", "check", &grammar, pdf]),
            };
            assert_eq!(code, Some(ending), "{command} {pdf}: {said}{told}");
            assert!(told.contains(reason) && told.contains(pdf.as_str()), "{command} {pdf}: {told}");
        }
    }
    assert!(fs::read_dir(dir.path()).unwrap().all(|e| e.unwrap().path().extension() != Some("html".as_ref())));
    // The others are looked at all the same.
    let (code, said, told) = tool(&["grammar", "check", &grammar, &memory, &good]);
    assert_eq!(code, Some(3));
    assert!(said.contains("scheda-peg-avanzamento: the grammar can be read"), "{said}");
    assert!(said.contains("z-good.pdf\n  values: ") && told.contains(too_much), "{said}{told}");
    // Of several documents for one draft, the one at fault is named.
    let (code, said, told) = tool(&["grammar", "draft", &good, &memory]);
    assert_eq!((code, said.as_str()), (Some(3), ""), "{told}");
    assert!(told.contains("memory.pdf: ") && !told.contains("z-good.pdf"), "{told}");
    // A folder of examples: each has its outcome.
    fs::remove_file(&endless).unwrap();
    let folder = dir.path().to_str().unwrap();
    let (_, said, _) = tool(&["grammar", "test", folder, "--bless"]);
    assert!(said.contains("ok  ") && said.contains("NO  "), "{said}");
    let (code, said, _) = tool(&["grammar", "test", folder]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains(too_much) && said.contains("1 the same, 1 different"), "{said}");
}
