//! Rules that grammars declare for their family of forms.

use crate::common;
use std::fs;
use std::sync::Arc;

use schedario::document::{Outcome, ReadOptions, read};
use schedario::grammar::Grammars;

const CONSUNTIVO: &str = include_str!("../grammars/controllo-gestione-consuntivo.toml");

#[test]
fn differences_and_totals_of_the_form_are_checked() {
    let found = findings("samples/consuntivo-senza-righe-scostamenti.pdf");
    let told: Vec<(&str, &str, &str, &str)> = found.iter().map(|f| (&*f.0, &*f.1, &*f.2, &*f.3)).collect();
    assert_eq!(
        told,
        [
            ("S001", "/objectives/0/tables/1/rows/1/variance", "2486.20", "2477.20"),
            ("S001", "/objectives/1/tables/1/rows/1/variance", "-2872.93", "-2881.93"),
            ("S004", "/objectives/0/tables/1/totals/variance", "-7404.95", "-7395.95"),
            ("S004", "/objectives/1/tables/1/totals/variance", "31460.82", "31469.82"),
            ("S005", "/objectives/0/tables/0/totals/units", "15.75", "14.75"),
            ("S005", "/objectives/1/tables/0/totals/units", "10.75", "9.75"),
        ]
    );
    assert_eq!(findings("samples/consuntivo-weasyprint.pdf"), []);
}

fn findings(sample: &str) -> Vec<(String, String, String, String)> {
    let reading = common::read_bytes(fs::read(common::project(sample)).unwrap(), sample);
    let Outcome::Report(report) = reading.outcome else { panic!("{sample}") };
    let mut told: Vec<_> = report
        .findings
        .into_iter()
        .map(|f| (f.rule.into_owned(), f.subject, f.found.unwrap_or_default(), f.expected.unwrap_or_default()))
        .collect();
    told.sort();
    told
}

#[test]
fn their_codes_are_selected_like_others() {
    let sample = common::project("samples/consuntivo-senza-righe-scostamenti.pdf");
    let out = common::schedario(&["extract", "--stdout", "--select", "S001", sample.to_str().unwrap()]);
    assert_eq!(out.status.code(), Some(1));
    let json: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    let rules: Vec<&str> = json["findings"].as_array().unwrap().iter().map(|f| f["rule"].as_str().unwrap()).collect();
    assert_eq!(rules, ["S001", "S001"]);
    let listed = common::schedario(&["rules"]);
    let listed = String::from_utf8(listed.stdout).unwrap();
    assert!(listed.contains("S001") && listed.contains("variance = actual - budget"), "{listed}");
    let page = common::schedario(&["rules", "s005"]);
    assert!(String::from_utf8(page.stdout).unwrap().contains("`total(units) = sum(units)`"));
}

#[test]
fn mistakes_in_rules_are_told() {
    for (from, to, wanted) in [
        (
            "holds = \"variance = actual - budget\"",
            "holds = \"variance = actual - budgte\"",
            "did you mean \"budget\"?",
        ),
        ("holds = \"variance = actual - budget\"", "holds = \"variance == actual\"", "is no relation"),
        ("holds = \"variance = actual - budget\"", "holds = \"variance = description\"", "is text"),
        ("on = \"costi\"", "on = \"csti\"", "did you mean \"costi\"?"),
        ("code = \"S001\"", "code = \"1\"", "as in S001"),
        ("code = \"S002\"", "code = \"S001\"", "each code once"),
    ] {
        assert!(CONSUNTIVO.contains(from), "{from}");
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("modulo.toml"), CONSUNTIVO.replacen(from, to, 1)).unwrap();
        let message = Grammars::load(Some(dir.path())).unwrap_err().to_string();
        assert!(message.contains("modulo.toml:") && message.contains(wanted), "{to}: {message}");
    }
}

#[test]
fn the_codes_of_rules_for_all_forms_are_taken() {
    let dir = tempfile::tempdir().unwrap();
    for (from, to) in [("code = \"S001\"", "code = \"T001\""), ("without = [\"I002\"]", "without = [\"Q002\"]")] {
        fs::write(dir.path().join("modulo.toml"), CONSUNTIVO.replacen(from, to, 1)).unwrap();
        let out = common::schedario(&["rules", "--grammars", dir.path().to_str().unwrap()]);
        assert_eq!(out.status.code(), Some(2));
        assert!(String::from_utf8(out.stderr).unwrap().contains("schedario rules"));
    }
}

/// Forms that the program does not bring along: a folder each, with the grammar, PDFs, and the JSON that they must give.
/// `SCHEDARIO_BLESS=1 cargo test --test all family::` writes the JSON anew.
#[test]
fn forms_of_ones_own_give_their_json() {
    let bless = std::env::var_os("SCHEDARIO_BLESS").is_some();
    let mut seen = 0;
    for folder in fs::read_dir(common::project("docs/moduli")).unwrap() {
        let folder = folder.unwrap().path();
        let grammars = Grammars::load(Some(&folder)).unwrap();
        let id = folder.file_name().unwrap().to_string_lossy().into_owned();
        for pdf in common::pdfs(&format!("docs/moduli/{id}")) {
            let options =
                ReadOptions { path: pdf.file_name().unwrap().to_string_lossy().into_owned(), ..ReadOptions::default() };
            let reading = read(Arc::new(fs::read(&pdf).unwrap()), &grammars, &options);
            let Outcome::Report(report) = reading.outcome else { panic!("{}: not recognised", pdf.display()) };
            assert_eq!(report.form.id, id);
            let found = serde_json::to_string_pretty(&report).unwrap() + "\n";
            let golden = pdf.with_extension("json");
            if bless {
                fs::write(&golden, &found).unwrap();
            }
            assert!(fs::read_to_string(&golden).unwrap() == found, "{} differs", golden.display());
            assert_eq!(report.findings.iter().filter(|f| f.rule.starts_with('E')).count(), 0, "{}", pdf.display());
            seen += 1;
        }
    }
    assert!(seen >= 2);
}

fn told(out: &std::process::Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr))
}

fn at(path: &str) -> String {
    common::project(path).to_str().unwrap().to_owned()
}

#[test]
fn check_tells_what_an_example_leaves_unread() {
    let (grammar, pdf) = (
        "docs/moduli/report-monitoraggio-peg/report-monitoraggio-peg.toml",
        "docs/moduli/report-monitoraggio-peg/senza-righe.pdf",
    );
    let whole = common::schedario(&["grammar", "check", &at(grammar), &at(pdf)]);
    assert_eq!(whole.status.code(), Some(0), "{}", told(&whole));
    assert!(told(&whole).contains("unread: 0 (0.0 %)"), "{}", told(&whole));
    let dir = tempfile::tempdir().unwrap();
    let less = dir.path().join("meno.toml");
    let source = fs::read_to_string(common::project(grammar)).unwrap();
    fs::write(&less, source.replace("names = [\"Referente\"]", "names = [\"Incaricato\"]")).unwrap();
    let out = common::schedario(&["grammar", "check", less.to_str().unwrap(), &at(pdf)]);
    assert_eq!(out.status.code(), Some(0), "what is behind a label is its value: {}", told(&out));
    fs::write(
        &less,
        source
            .replace("names = [\"Fase\"]", "names = [\"Tappa\"]")
            .replace("under = [\"Previsto\"]", "under = [\"Pianificato\"]")
            .replace("names = [\"Inizio\"]", "names = [\"Avvio\"]"),
    )
    .unwrap();
    let out = common::schedario(&["grammar", "check", less.to_str().unwrap(), &at(pdf)]);
    assert_eq!(out.status.code(), Some(1));
    assert!(told(&out).contains("table fasi is not there: at best 2 columns of 5"), "{}", told(&out));
    fs::write(&less, source.replace("field = \"directorate\"", "field = \"directorte\"")).unwrap();
    let out = common::schedario(&["grammar", "check", less.to_str().unwrap()]);
    assert_eq!(out.status.code(), Some(2));
    assert!(told(&out).contains("did you mean \"directorate\"?"), "{}", told(&out));
    let unknown = common::schedario(&["grammar", "check", &at(grammar), &at("tests/fixtures/altro-modulo.pdf")]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(told(&unknown).contains("not recognised"));
}

#[test]
fn test_compares_with_the_json_beside_a_pdf() {
    let dir = tempfile::tempdir().unwrap();
    let folder = common::project("docs/moduli/scheda-obiettivo-gestionale");
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, dir.path().join(path.file_name().unwrap())).unwrap();
    }
    let run = |more: &[&str]| {
        let mut arguments = vec!["grammar", "test", dir.path().to_str().unwrap()];
        arguments.extend(more);
        common::schedario(&arguments)
    };
    assert_eq!(run(&[]).status.code(), Some(0));
    let golden = dir.path().join("griglia.json");
    let text = fs::read_to_string(&golden).unwrap();
    fs::write(&golden, text.replacen("\"OB-12\"", "\"OB-99\"", 1)).unwrap();
    let out = run(&[]);
    assert_eq!(out.status.code(), Some(1));
    assert!(told(&out).contains("/objectives/0/code: expected \"OB-99\", read \"OB-12\""), "{}", told(&out));
    fs::write(&golden, "{ \"title\": \"Scheda obiettivo gestionale\" }").unwrap();
    assert_eq!(run(&[]).status.code(), Some(0), "only what is expected is compared");
    fs::remove_file(&golden).unwrap();
    assert_eq!(run(&[]).status.code(), Some(1));
    assert_eq!(run(&["--bless"]).status.code(), Some(0));
    assert_eq!(fs::read_to_string(&golden).unwrap(), text);
}

#[test]
fn explain_writes_a_page_of_its_own() {
    let dir = tempfile::tempdir().unwrap();
    let html = dir.path().join("spiega.html");
    let run = |pdf: &str, more: &[&str]| {
        let pdf = at(pdf);
        let mut arguments = vec!["explain", &pdf, "-o", html.to_str().unwrap()];
        arguments.extend(more);
        let out = common::schedario(&arguments);
        (out.status.code(), fs::read_to_string(&html).unwrap_or_default())
    };
    let (code, page) = run("samples/consuntivo-weasyprint.pdf", &[]);
    assert_eq!(code, Some(0));
    assert!(page.contains("data:image/png;base64,iVBOR"), "the picture of the page");
    assert!(
        page.contains(
            "/objectives/0/tables/1/rows/0/variance = 3665.78\nsection costi, column &quot;Scostamento&quot;"
        )
    );
    assert!(page.contains("section indici: opened by column headings"));
    for outside in ["http://", "https://", "src=\"/", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
    let (code, page) = run("tests/fixtures/altro-modulo.pdf", &[]);
    assert_eq!(code, Some(3));
    assert!(page.contains("no form"));
    let (code, page) = run("tests/fixtures/altro-modulo.pdf", &["--form", "controllo-gestione-consuntivo"]);
    assert_eq!(code, Some(0));
    assert!(page.contains("table costi is not there: none of its 4 columns is printed"), "why it was not recognised");
}

#[test]
fn the_schema_accepts_every_grammar_and_refuses_mistakes() {
    let out = common::schedario(&["grammar", "schema"]);
    let schema: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    let stored = fs::read_to_string(common::project("docs/grammar.schema.json")).unwrap();
    assert_eq!(stored, String::from_utf8(out.stdout).unwrap(), "schedario grammar schema > docs/grammar.schema.json");
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut seen = 0;
    for entry in walkdir::WalkDir::new(common::project("grammars"))
        .into_iter()
        .chain(walkdir::WalkDir::new(common::project("docs/moduli")))
    {
        let path = entry.unwrap().into_path();
        if path.extension().is_none_or(|e| e != "toml") {
            continue;
        }
        let source = fs::read_to_string(&path).unwrap();
        let told = |source: &str| -> Vec<String> {
            let table: toml::Table = source.parse().unwrap();
            let json = serde_json::to_value(&table).unwrap();
            validator.iter_errors(&json).map(|e| e.to_string()).collect()
        };
        assert_eq!(told(&source), Vec::<String>::new(), "{}", path.display());
        assert!(!told(&source.replacen("needed =", "neded =", 1)).is_empty());
        assert!(!told(&source.replacen("kind = \"table\"", "kind = \"tabel\"", 1)).is_empty());
        seen += 1;
    }
    assert!(seen >= 4);
}

/// Two versions of one family side by side: the one that covers the year of the document reads it, and the manifest says
/// how well each fits.
#[test]
fn of_two_versions_the_better_match_wins() {
    let dir = tempfile::tempdir().unwrap();
    let forms = dir.path().join("forms");
    fs::create_dir(&forms).unwrap();
    for (id, years) in [("consuntivo-a", "[2010, 2018]"), ("consuntivo-b", "[2019, 2030]")] {
        let source =
            CONSUNTIVO.replacen("id = \"controllo-gestione-consuntivo\"", &format!("id = \"{id}\""), 1).replacen(
                "needed = 4",
                &format!("needed = 4\nyears = {years}\nyear = 'Consuntivo (?:del|al) \\S+/(?<year>\\d{{4}})$'"),
                1,
            );
        fs::write(forms.join(format!("{id}.toml")), source).unwrap();
    }
    for (sample, wins) in
        [("consuntivo-weasyprint", "consuntivo-b"), ("consuntivo-senza-righe-scostamenti", "consuntivo-a")]
    {
        let output = dir.path().join(sample);
        let pdf = at(&format!("samples/{sample}.pdf"));
        common::schedario(&[
            "extract",
            &pdf,
            "-q",
            "-o",
            output.to_str().unwrap(),
            "--grammars",
            forms.to_str().unwrap(),
        ]);
        let line = &common::manifest(&output)[0];
        let report: serde_json::Value =
            serde_json::from_slice(&fs::read(output.join(line["output"].as_str().unwrap())).unwrap()).unwrap();
        assert_eq!(report["form"]["id"], wins, "{line}");
        let scores: Vec<(&str, f64)> = line["forms"]
            .as_array()
            .unwrap()
            .iter()
            .map(|f| (f["id"].as_str().unwrap(), f["score"].as_f64().unwrap()))
            .collect();
        let best = scores.iter().find(|s| s.0 == wins).unwrap().1;
        let other = scores.iter().find(|s| s.0 != wins && s.0.starts_with("consuntivo-")).unwrap().1;
        assert_eq!((best, other), (1.0, 0.5), "{scores:?}");
    }
}

/// The blocks of a language in the guide.
fn blocks(language: &str) -> Vec<String> {
    let guide = fs::read_to_string(common::project("docs/grammar.md")).unwrap();
    let parts: Vec<String> =
        guide.split(&format!("```{language}\n")).skip(1).map(|p| p.split("```").next().unwrap().to_owned()).collect();
    assert!(!parts.is_empty(), "no {language} in the guide");
    parts
}

/// Whoever copies the guide's form block by block reads the PDF as the guide says.
#[test]
fn the_form_of_the_guide_is_read_as_the_guide_says() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("guida.toml"), blocks("toml").join("\n")).unwrap();
    let pdf = at("docs/moduli/report-monitoraggio-peg/senza-righe.pdf");
    let out = common::schedario(&["extract", &pdf, "--stdout", "--grammars", dir.path().to_str().unwrap()]);
    assert_eq!(out.status.code(), Some(0), "{}", told(&out));
    let json: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    let wanted: serde_json::Value = serde_json::from_str(&blocks("json")[0]).unwrap();
    assert_eq!(json["objectives"][0], wanted);
    assert_eq!(json["findings"], serde_json::json!([]));
}

/// The guide tells every key of the language and every field.
#[test]
fn the_guide_leaves_nothing_out() {
    let guide = fs::read_to_string(common::project("docs/grammar.md")).unwrap();
    let out = common::schedario(&["grammar", "schema"]);
    let schema: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    let mut keys = Vec::new();
    let tables = schema["$defs"].as_object().unwrap().values().chain([&schema]);
    for table in tables.filter_map(|t| t["properties"].as_object()) {
        keys.extend(table.keys().cloned());
    }
    assert!(keys.len() > 40, "{keys:?}");
    for scope in ["registration", "parameters", "phases", "indicators", "budget.revenues"] {
        keys.extend(
            schedario::contract::fields::Scope::of_list(scope).iter().flat_map(|s| s.fields()).map(|f| f.0.to_owned()),
        );
    }
    let words: Vec<&str> = guide.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    let missing: Vec<String> = keys.into_iter().filter(|k| !words.contains(&k.as_str())).collect();
    assert!(missing.is_empty(), "docs/grammar.md does not tell {missing:?}");
}

/// A draft from one PDF finds every table, and the labels with their fields.
#[test]
fn a_draft_finds_tables_and_labels() {
    for sample in ["consuntivo-weasyprint", "consuntivo-senza-righe-scostamenti"] {
        let pdf = at(&format!("samples/{sample}.pdf"));
        let out = common::schedario(&["grammar", "draft", &pdf]);
        assert_eq!(out.status.code(), Some(0), "{}", told(&out));
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("bozza.toml");
        fs::write(&file, &out.stdout).unwrap();
        let grammars = Grammars::only(&file).unwrap();
        let reading = read(Arc::new(fs::read(&pdf).unwrap()), &grammars, &ReadOptions::default());
        let Outcome::Report(report) = reading.outcome else { panic!("{sample}: the draft does not fit its own PDF") };
        let found = serde_json::to_value(&report).unwrap();
        let text = fs::read_to_string(common::project(&format!("samples/{sample}.json"))).unwrap();
        let wanted: serde_json::Value = serde_json::from_str(&text).unwrap();
        let (mut right, mut all) = (0, 0);
        for (found, wanted) in
            found["objectives"].as_array().unwrap().iter().zip(wanted["objectives"].as_array().unwrap())
        {
            for field in ["code", "year", "description", "responsibility_center", "linked", "status", "other"] {
                all += 1;
                right += usize::from(found[field] == wanted[field]);
            }
            assert_eq!(found["indicators"].as_array().unwrap().len(), wanted["indicators"].as_array().unwrap().len());
            let tables = |o: &serde_json::Value| -> Vec<(usize, bool)> {
                let tables = o["tables"].as_array().unwrap();
                tables.iter().map(|t| (t["rows"].as_array().unwrap().len(), t["totals"].is_object())).collect()
            };
            assert_eq!(tables(found), tables(wanted), "{sample}");
        }
        assert!(right * 10 >= all * 8, "{sample}: {right} of {all} labelled fields");
    }
}
