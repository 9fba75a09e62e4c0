//! The program as a user meets it: arguments, exit codes, what it leaves in the output folder.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::common::{manifest, project, schedario};

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn path(p: &Path) -> &str {
    p.to_str().unwrap()
}

fn extract(arguments: &[&str], output: &Path) -> Output {
    let mut all = vec!["extract", "-o", path(output)];
    all.extend(arguments);
    schedario(&all)
}

/// Every file below a folder with its content, sorted.
fn tree(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut out = Vec::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.unwrap();
        // What a run keeps for itself is nobody else's concern.
        let own = entry.path().components().any(|c| c.as_os_str() == ".schedario");
        if entry.file_type().is_file() && !own {
            let name = entry.path().strip_prefix(folder).unwrap().to_string_lossy().into_owned();
            out.push((name, fs::read(entry.path()).unwrap()));
        }
    }
    out
}

#[test]
fn help_speaks_both_languages_with_examples() {
    for (lang, words) in [
        ("it", ["Uso:", "Esempi:", "Opzioni", "Cartella di uscita"]),
        ("en", ["Usage:", "Examples:", "Options", "Output folder"]),
    ] {
        let out =
            Command::new(env!("CARGO_BIN_EXE_schedario")).args(["--lang", lang, "extract", "--help"]).output().unwrap();
        assert_eq!(out.status.code(), Some(0));
        for word in words {
            assert!(text(&out.stdout).contains(word), "{lang}: {word}");
        }
    }
}

#[test]
fn alone_it_says_what_to_do_next() {
    for (lang, words) in [("it", "Per cominciare:"), ("en", "To begin with:")] {
        let out = Command::new(env!("CARGO_BIN_EXE_schedario")).args(["--lang", lang]).output().unwrap();
        let told = text(&out.stdout);
        assert_eq!(out.status.code(), Some(0));
        assert!(told.contains(words), "{told}");
        assert!(["schedario demo", "schedario extract", "schedario doctor"].iter().all(|c| told.contains(c)), "{told}");
    }
}

#[test]
fn the_demo_reads_the_founding_report_and_shows_it() {
    let dir = tempfile::tempdir().unwrap();
    let out = schedario(&["demo", "--no-open", path(dir.path())]);
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    let page = fs::read_to_string(dir.path().join("output/audit.html")).unwrap();
    assert!(page.contains("N001"));
    assert!(text(&out.stdout).contains("audit.html"));
    // A second time it does the same, and nothing is in its way.
    assert_eq!(schedario(&["demo", "--no-open", path(dir.path())]).status.code(), Some(0));
}

#[test]
fn shells_and_manuals_know_every_command() {
    for shell in ["bash", "zsh", "fish"] {
        let out = schedario(&["completions", shell]);
        assert_eq!(out.status.code(), Some(0));
        assert!(["extract", "review", "demo"].iter().all(|c| text(&out.stdout).contains(c)), "{shell}");
    }
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(schedario(&["man", path(dir.path())]).status.code(), Some(0));
    for page in ["schedario.1", "schedario-extract.1", "schedario-grammar-check.1"] {
        assert!(fs::read_to_string(dir.path().join(page)).unwrap().starts_with(".ie"), "{page}");
    }
}

#[test]
fn the_summary_names_the_next_command() {
    let dir = tempfile::tempdir().unwrap();
    let out = extract(&[path(&project("samples/cinisello-2017.pdf"))], dir.path());
    assert!(text(&out.stderr).contains("schedario audit"), "{}", text(&out.stderr));
}

#[test]
fn one_clean_report_gives_0() {
    let dir = tempfile::tempdir().unwrap();
    let out = extract(&[path(&project("samples/cinisello-2017.pdf"))], dir.path());
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    assert!(out.stdout.is_empty());
    assert!(text(&out.stderr).contains("1 documents read (0 in part), 1 objectives"), "{}", text(&out.stderr));
    let names: Vec<String> = tree(dir.path()).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["findings.csv", "json/cinisello-2017.json", "manifest.jsonl"]);
    let line = &manifest(dir.path())[0];
    assert_eq!(line["status"], "ok");
    assert_eq!(line["partial"], false);
    assert_eq!(line["pages"], 6);
    assert_eq!(line["objectives"], 1);
    assert_eq!(line["output"], "json/cinisello-2017.json");
    assert_eq!(line["sha256"].as_str().unwrap().len(), 64);
    let csv = fs::read_to_string(dir.path().join("findings.csv")).unwrap();
    let codes: Vec<&str> = csv.lines().map(|l| l.split(',').nth(1).unwrap_or_default()).collect();
    assert_eq!(codes, ["rule", "N001", "N001"], "{csv}");
}

#[test]
fn a_finding_of_severity_error_gives_1_and_stands_in_the_csv() {
    let dir = tempfile::tempdir().unwrap();
    let sample = project("samples/righe-orizzontali-gs.pdf");
    assert_eq!(extract(&[path(&sample), "--select", "E"], dir.path()).status.code(), Some(1));
    let mut csv = csv::Reader::from_path(dir.path().join("findings.csv")).unwrap();
    let rows: Vec<csv::StringRecord> = csv.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 1);
    assert_eq!(&rows[0][1], "E003");
    assert_eq!(&rows[0][2], "error");
    assert_eq!(&rows[0][4], "/objectives/0/phases/0/planned_start");
    assert_eq!(&rows[0][6], "entro l'estate");
}

#[test]
fn bad_arguments_give_2_and_say_what_to_do() {
    let dir = tempfile::tempdir().unwrap();
    let empty = dir.path().join("empty");
    fs::create_dir(&empty).unwrap();
    let missing = extract(&["no/such/file.pdf"], dir.path());
    assert_eq!(missing.status.code(), Some(2));
    assert!(text(&missing.stderr).contains("no/such/file.pdf: there is no such file"), "{}", text(&missing.stderr));
    assert_eq!(extract(&[path(&empty)], dir.path()).status.code(), Some(2));
    assert_eq!(schedario(&["extract"]).status.code(), Some(2));
    assert_eq!(schedario(&["extract", "--jobs", "0", "x.pdf"]).status.code(), Some(2));
    let sample = project("samples/cinisello-2017.pdf");
    let grammar = extract(&[path(&sample), "--grammars", path(&empty)], dir.path());
    assert_eq!(grammar.status.code(), Some(2));
    assert!(text(&grammar.stderr).contains("no *.toml"), "{}", text(&grammar.stderr));
    // A file stands where the output folder should be.
    let file = dir.path().join("file");
    fs::write(&file, "x").unwrap();
    assert_eq!(extract(&[path(&sample)], &file).status.code(), Some(2));
}

#[test]
fn unread_files_give_3_and_each_has_its_reason() {
    let dir = tempfile::tempdir().unwrap();
    let (input, output) = (dir.path().join("in"), dir.path().join("out"));
    fs::create_dir_all(input.join("sotto")).unwrap();
    fs::write(input.join("vuoto.pdf"), "").unwrap();
    fs::write(input.join("pagina.PDF"), "<!DOCTYPE html><p>no").unwrap();
    fs::write(input.join("nota.txt"), "not looked at").unwrap();
    for (from, to) in [
        ("samples/righe-orizzontali-gs.pdf", "sotto/buono è.pdf"),
        ("tests/fixtures/scansione.pdf", "scansione.pdf"),
        ("tests/fixtures/scansione-mista.pdf", "mista.pdf"),
        ("tests/fixtures/altro-modulo.pdf", "altro.pdf"),
        ("tests/fixtures/password-unknown.pdf", "chiuso.pdf"),
        ("tests/fixtures/truncated-header.pdf", "rotto.pdf"),
    ] {
        fs::copy(project(from), input.join(to)).unwrap();
    }
    let out = extract(&[path(&input)], &output);
    assert_eq!(out.status.code(), Some(3));
    let lines = manifest(&output);
    let seen: Vec<(String, String)> = lines
        .iter()
        .map(|l| {
            let name = l["path"].as_str().unwrap().rsplit_once("/in/").unwrap().1.to_owned();
            (name, l["status"].as_str().unwrap().to_owned())
        })
        .collect();
    let want = [
        ("altro.pdf", "unrecognised"),
        ("chiuso.pdf", "password-required"),
        ("mista.pdf", "ok"),
        ("nota.txt", "skipped"),
        ("pagina.PDF", "not-a-pdf"),
        ("rotto.pdf", "damaged"),
        ("scansione.pdf", "needs-ocr"),
        ("sotto/buono è.pdf", "ok"),
        ("vuoto.pdf", "empty"),
    ];
    assert_eq!(seen, want.map(|(a, b)| (a.to_owned(), b.to_owned())));
    for line in &lines {
        let whole = line["status"] == "ok" && line["partial"] == false;
        assert_eq!(line["reason"].is_null(), whole, "{line}");
        assert_eq!(line["output"].is_null(), line["status"] != "ok", "{line}");
        if !whole {
            let (it, en) = (line["reason"]["it"].as_str().unwrap(), line["reason"]["en"].as_str().unwrap());
            assert!(it.len() > 30 && en.len() > 30 && it != en, "{line}");
            // Files that are no documents are counted.
            let told = text(&out.stderr).contains(en) || line["status"] == "skipped";
            assert!(told, "not told: {en}");
        }
    }
    assert_eq!(lines[2]["pages_lost"], serde_json::json!([1, 5]));
    assert!(
        lines[0]["reason"]["en"].as_str().unwrap().contains("OBIETTIVO DI PEG"),
        "what was looked for: {}",
        lines[0]
    );
    assert!(text(&out.stderr).contains("other files, no documents: 1 (1 .txt)"), "{}", text(&out.stderr));
    assert!(output.join("json/sotto/buono è.json").is_file());
    let drafts = tree(&output).into_iter().filter(|(name, _)| name.contains(".part")).count();
    assert_eq!(drafts, 0);
}

#[test]
fn names_that_clash_keep_their_extension() {
    let dir = tempfile::tempdir().unwrap();
    let (input, output) = (dir.path().join("in"), dir.path().join("out"));
    fs::create_dir(&input).unwrap();
    for name in ["a.pdf", "a.PDF"] {
        let mut bytes = fs::read(project("samples/righe-orizzontali-gs.pdf")).unwrap();
        bytes.extend(name.as_bytes());
        fs::write(input.join(name), bytes).unwrap();
    }
    extract(&[path(&input)], &output);
    let names: Vec<String> = tree(&output.join("json")).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["a.PDF.json", "a.pdf.json"]);
}

#[test]
fn the_output_folder_is_not_read() {
    let dir = tempfile::tempdir().unwrap();
    let output = dir.path().join("output");
    fs::create_dir(&output).unwrap();
    for folder in [dir.path(), &output] {
        fs::copy(project("samples/righe-orizzontali-gs.pdf"), folder.join("a.pdf")).unwrap();
    }
    extract(&[path(dir.path())], &output);
    assert_eq!(manifest(&output).len(), 1);
}

#[test]
fn stdout_is_for_one_pdf_and_writes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let sample = project("samples/cinisello-2017.pdf");
    let out = Command::new(env!("CARGO_BIN_EXE_schedario"))
        .current_dir(dir.path())
        .args(["--lang", "en", "extract", "--stdout", path(&sample)])
        .output()
        .unwrap();
    assert_eq!(out.status.code(), Some(0));
    let json: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!(json["form"]["id"], "scheda-peg-avanzamento");
    assert_eq!(tree(dir.path()), []);
    let two = schedario(&["extract", "--stdout", path(&sample), path(&project("samples/righe-orizzontali-gs.pdf"))]);
    assert_eq!(two.status.code(), Some(2));
    assert!(two.stdout.is_empty());
    let none = schedario(&["extract", "--stdout", path(&project("tests/fixtures/altro-modulo.pdf"))]);
    assert_eq!(none.status.code(), Some(3));
    assert!(text(&none.stderr).contains("Not a known form"), "{}", text(&none.stderr));
}

#[test]
fn the_number_of_jobs_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut trees = Vec::new();
    for jobs in ["1", "2", "5"] {
        let output = dir.path().join(jobs);
        let out = extract(&[path(&project("samples")), "--jobs", jobs], &output);
        // All samples can be read, and some have grave findings on purpose, as the README says.
        assert_eq!(out.status.code(), Some(1), "{}", text(&out.stderr));
        let lines = manifest(&output);
        let files: Vec<_> = tree(&output).into_iter().filter(|(name, _)| name != "manifest.jsonl").collect();
        trees.push((lines, files));
    }
    assert!(trees.windows(2).all(|w| w[0] == w[1]), "the output depends on --jobs");
}

#[test]
fn everything_written_satisfies_the_schema() {
    let out = schedario(&["schema"]);
    assert_eq!(out.status.code(), Some(0));
    let schema: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut seen = 0;
    for entry in fs::read_dir(project("samples")).unwrap() {
        let file = entry.unwrap().path();
        if file.extension().is_some_and(|e| e == "json") {
            let report: serde_json::Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
            let faults: Vec<String> =
                validator.iter_errors(&report).map(|e| format!("{}: {e}", e.instance_path())).collect();
            assert!(faults.is_empty(), "{}: {faults:?}", file.display());
            seen += 1;
        }
    }
    assert!(seen > 10);
    // And it refuses what the contract does not have.
    let mut wrong: serde_json::Value =
        serde_json::from_slice(&fs::read(project("samples/cinisello-2017.json")).unwrap()).unwrap();
    wrong["objectives"][0]["budget"]["balance"] = serde_json::json!(-149800.0);
    assert!(!validator.is_valid(&wrong), "a float passed for an amount");
}

#[cfg(unix)]
#[test]
fn a_reader_that_leaves_is_no_failure() {
    let program = env!("CARGO_BIN_EXE_schedario");
    let sample = project("samples/cinisello-2017.pdf");
    let script =
        format!("\"{program}\" extract --stdout \"{}\" | head -c 10; echo; echo ${{PIPESTATUS[0]}}", path(&sample));
    let out = Command::new("bash").args(["-c", &script]).output().unwrap();
    assert!(text(&out.stdout).trim_end().ends_with('0'), "{}", text(&out.stdout));
    assert!(!text(&out.stderr).contains("panicked"), "{}", text(&out.stderr));
}

#[test]
fn a_lexicon_of_ones_own_is_checked_and_used() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("mio.toml");
    let own = schedario(&["lexicon"]);
    assert!(text(&own.stdout).contains("gruppi = ["));
    fs::write(&file, &own.stdout).unwrap();
    assert_eq!(schedario(&["lexicon", path(&file)]).status.code(), Some(0));
    // Without synonyms the citizens of the founding report's narrative are no link to the users that its indicator counts.
    fs::write(&file, "sostituisce = true\n").unwrap();
    let sample = project("samples/cinisello-2017.pdf");
    let out = schedario(&["extract", path(&sample), "--stdout", "--lexicon", path(&file)]);
    let report: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    let links = |report: &serde_json::Value| report["findings"].to_string().contains("– utenti");
    assert!(!links(&report));
    let out = schedario(&["extract", path(&sample), "--stdout"]);
    assert!(links(&serde_json::from_slice(&out.stdout).unwrap()));
    fs::write(&file, "gruppi = []\nparole = []\n").unwrap();
    for arguments in
        [vec!["lexicon", path(&file)], vec!["extract", path(&sample), "--stdout", "--lexicon", path(&file)]]
    {
        let out = schedario(&arguments);
        assert_eq!(out.status.code(), Some(2));
        assert!(
            text(&out.stderr).contains("line 2") && text(&out.stderr).contains("mio.toml"),
            "{}",
            text(&out.stderr)
        );
    }
}

#[test]
fn mistakes_on_the_command_line_are_told_in_italian() {
    let cases: &[(&[&str], &[&str])] = &[
        (&["extract", "--froce", "x.pdf"], &["l'argomento «--froce» non esiste", "si intendeva «--force»?", "Uso: "]),
        (&["extract", "x.pdf", "--jobs"], &["dopo «--jobs <N>» manca il valore"]),
        (
            &["extract", "x.pdf", "--jobs", "0"],
            &["il valore «0» non va bene per «--jobs <N>»: 0 non sta tra 1 e 65535"],
        ),
        (&["extract", "x.pdf", "--jobs", "due"], &["«due» non va bene", "non è un numero intero"]),
        (
            &["extract", "x.pdf", "--severity", "grave"],
            &["«grave» non va bene", "valori possibili: «error», «warning», «info»"],
        ),
        (&["extract"], &["manca ciò che il comando richiede: «<PATH>...»", "Uso: schedario extract"]),
        (&["estract"], &["il comando «estract» non esiste", "si intendeva «extract»?"]),
        (&["extract", "x.pdf", "--stdout", "--prune"], &["non va insieme a"]),
    ];
    for (arguments, wanted) in cases {
        let out =
            Command::new(env!("CARGO_BIN_EXE_schedario")).args(["--lang", "it"]).args(*arguments).output().unwrap();
        let told = text(&out.stderr);
        assert_eq!(out.status.code(), Some(2), "{arguments:?}");
        for words in *wanted {
            assert!(told.contains(words), "{arguments:?}: {words}\n{told}");
        }
        for english in ["error:", "Usage", "tip:", "For more", "possible values"] {
            assert!(!told.contains(english), "{arguments:?}: {told}");
        }
    }
    let english = schedario(&["extract", "--froce", "x.pdf"]);
    assert!(text(&english.stderr).contains("unexpected argument '--froce'"), "{}", text(&english.stderr));
}

#[test]
fn the_summary_tells_kept_files_from_those_read_now() {
    let dir = tempfile::tempdir().unwrap();
    let (input, output) = (dir.path().join("in"), dir.path().join("out"));
    fs::create_dir(&input).unwrap();
    fs::copy(project("samples/cinisello-2017.pdf"), input.join("a.pdf")).unwrap();
    let first = extract(&[path(&input)], &output);
    assert!(text(&first.stderr).contains("; 6 pages in "), "{}", text(&first.stderr));
    let second = extract(&[path(&input)], &output);
    let told = text(&second.stderr);
    assert!(told.contains("no page read now") && told.contains("read before: 1 "), "{told}");
    // Another file, and the first one twice: only the pages of the other are read now.
    fs::copy(project("samples/righe-orizzontali-gs.pdf"), input.join("b.pdf")).unwrap();
    fs::copy(project("samples/cinisello-2017.pdf"), input.join("c.pdf")).unwrap();
    let third = extract(&[path(&input)], &output);
    let pages = manifest(&output)[1]["pages"].as_u64().unwrap();
    let told = text(&third.stderr);
    assert!(told.contains(&format!("; {pages} pages in ")) && told.contains("read before: 1 "), "{told}");
}

#[test]
fn reports_of_inputs_that_are_gone_are_told_and_removed_when_asked() {
    let dir = tempfile::tempdir().unwrap();
    let (input, output) = (dir.path().join("in"), dir.path().join("out"));
    fs::create_dir_all(input.join("2016")).unwrap();
    fs::copy(project("samples/cinisello-2017.pdf"), input.join("a.pdf")).unwrap();
    fs::copy(project("samples/righe-orizzontali-gs.pdf"), input.join("2016/b.pdf")).unwrap();
    let first = extract(&[path(&input)], &output);
    assert!(!text(&first.stderr).contains("belong to no input"), "{}", text(&first.stderr));
    fs::remove_dir_all(input.join("2016")).unwrap();
    // Somebody else's file is not ours to tell of, let alone to remove.
    fs::write(output.join("json/notes.json"), "{\"mine\": 1}").unwrap();
    let told = text(&extract(&[path(&input)], &output).stderr);
    assert!(told.contains("belong to no input of this run: 1 (such as json/2016/b.json)"), "{told}");
    assert!(output.join("json/2016/b.json").is_file(), "nothing is removed unasked");
    let told = text(&extract(&[path(&input), "--prune"], &output).stderr);
    assert!(told.contains("removed: 1 "), "{told}");
    let names: Vec<String> = tree(&output.join("json")).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["a.json", "notes.json"]);
    assert!(!output.join("json/2016").exists());
    let told = text(&extract(&[path(&input)], &output).stderr);
    assert!(!told.contains("belong to no input"), "{told}");
}
