//! Exports: what stands in the reports stands in every target, to the cent, and a load that ends half way leaves no trace.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::common::warehouse::*;
use rust_decimal::Decimal;
use serde_json::{Value, json};

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn plain(sum: Option<Decimal>) -> Value {
    sum.map_or(Value::Null, |sum| sum.normalize().to_string().into())
}

/// Counts and sums of a folder of CSV files.
fn csv_figures(folder: &Path) -> Figures {
    let mut out = Figures::new();
    for (table, numbers) in decimals() {
        let mut reader = csv::Reader::from_path(folder.join(format!("{table}.csv"))).unwrap();
        let head = reader.headers().unwrap().clone();
        let (mut rows, mut sums): (u64, HashMap<&str, Decimal>) = (0, HashMap::new());
        for record in reader.records() {
            let record = record.unwrap();
            rows += 1;
            for (name, _) in &numbers {
                let cell = &record[head.iter().position(|h| h == name).unwrap()];
                if !cell.is_empty() {
                    *sums.entry(name).or_default() += cell.parse::<Decimal>().unwrap();
                }
            }
        }
        let mut figures = BTreeMap::from([("rows".to_owned(), rows.into())]);
        figures.extend(numbers.iter().map(|(name, _)| (name.clone(), plain(sums.get(name.as_str()).copied()))));
        out.insert(table, figures);
    }
    out
}

/// Counts and sums of an SQLite database.
fn sqlite_figures(file: &Path) -> Figures {
    let base = rusqlite::Connection::open(file).unwrap();
    let broken: i64 = base.query_row("select count(*) from pragma_foreign_key_check", [], |r| r.get(0)).unwrap();
    assert_eq!(broken, 0);
    let mut out = Figures::new();
    for (table, numbers) in decimals() {
        let count = |sql: &str| base.query_row(sql, [], |r| r.get::<_, Option<i64>>(0)).unwrap();
        let rows = count(&format!("select count(*) from {table}"));
        let mut figures = BTreeMap::from([("rows".to_owned(), rows.into())]);
        for (name, scale) in numbers {
            let units = format!("{name}_x{}", 10u64.pow(scale));
            let sum = count(&format!("select sum({units}) from {table}")).map(|sum| Decimal::new(sum, scale));
            // What people read beside the units is the same number.
            let mut shown =
                base.prepare(&format!("select {name}, {units} from {table} where {units} is not null")).unwrap();
            let mut read = shown.query([]).unwrap();
            while let Some(row) = read.next().unwrap() {
                let (text, units): (String, i64) = (row.get(0).unwrap(), row.get(1).unwrap());
                assert_eq!(text.parse::<Decimal>().unwrap(), Decimal::new(units, scale), "{table}.{name}");
            }
            figures.insert(name, plain(sum));
        }
        out.insert(table, figures);
    }
    out
}

/// What the reports themselves say, read as plain JSON: counts, and sums of some columns.
fn said(archive: &Path) -> BTreeMap<(&'static str, &'static str), Value> {
    let mut count: BTreeMap<&str, u64> = BTreeMap::new();
    let mut sums: BTreeMap<(&str, &str), Decimal> = BTreeMap::new();
    let mut known = HashSet::new();
    // What is no document is in no table.
    for line in lines(archive).into_iter().filter(|line| line["status"] != "skipped") {
        *count.entry("documents").or_default() += u64::from(known.insert(line["sha256"].to_string()));
        if line["output"].is_null() || !line["duplicate_of"].is_null() {
            continue;
        }
        let report: Value =
            serde_json::from_slice(&fs::read(archive.join(line["output"].as_str().unwrap())).unwrap()).unwrap();
        let mut add = |table, column, value: &Value| {
            if let Some(text) = value.as_str() {
                *sums.entry((table, column)).or_default() += text.parse::<Decimal>().unwrap();
            }
        };
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        *count.entry("findings").or_default() += list(&report["findings"]).len() as u64;
        for places in report["evidence"].as_object().unwrap().values() {
            *count.entry("evidence").or_default() += places.as_array().map_or(1, Vec::len) as u64;
        }
        for objective in list(&report["objectives"]) {
            *count.entry("objectives").or_default() += 1;
            for phase in list(&objective["phases"]) {
                *count.entry("phases").or_default() += 1;
                add("phases", "weight", &phase["weight"]);
                add("phases", "progress", &phase["progress"]);
            }
            for indicator in list(&objective["indicators"]) {
                add("indicators", "expected", &indicator["expected"]);
                add("indicators", "achieved", &indicator["achieved"]);
                list(&indicator["previous"]).iter().for_each(|p| add("indicators", "previous", &p["value"]));
                list(&indicator["future"]).iter().for_each(|p| add("indicators", "expected", &p["value"]));
            }
            for side in ["revenues", "expenses"] {
                add("budget_totals", "amount", &objective["budget"][side]["total"]);
                for line in list(&objective["budget"][side]["lines"]) {
                    *count.entry("budget_lines").or_default() += 1;
                    add("budget_lines", "amount", &line["amount"]);
                }
            }
            add("budget_totals", "amount", &objective["budget"]["balance"]);
        }
    }
    let counts = count.into_iter().map(|(table, n)| ((table, "rows"), n.into()));
    counts.chain(sums.into_iter().map(|(at, sum)| (at, plain(Some(sum))))).collect()
}

fn agrees(figures: &Figures, archive: &Path) {
    let said = said(archive);
    assert!(said.len() == 13, "{said:?}");
    for ((table, column), value) in said {
        assert_eq!(figures[table][column], value, "{table}.{column}");
    }
}

#[test]
fn every_target_says_what_the_reports_say() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    for (to, name) in [("csv", "csv"), ("parquet", "parquet"), ("sqlite", "a.sqlite"), ("xlsx", "a.xlsx")] {
        export(archive(), to, text(&at(name)), &[]);
    }
    let figures_of_csv = csv_figures(&at("csv"));
    agrees(&figures_of_csv, archive());
    assert_eq!(figures_of_csv, sqlite_figures(&at("a.sqlite")));
    let Some(python) = python() else { return };
    assert_eq!(figures_of_csv, figures(&python, "parquet", &at("parquet")));
    assert_eq!(figures_of_csv, figures(&python, "xlsx", &at("a.xlsx")));
}

/// The data package tells what the files hold: headings, types, keys and references.
#[test]
fn the_data_package_keeps_its_word() {
    let dir = tempfile::tempdir().unwrap();
    export(archive(), "csv", text(dir.path()), &[]);
    let package: Value = serde_json::from_slice(&fs::read(dir.path().join("datapackage.json")).unwrap()).unwrap();
    let resources = package["resources"].as_array().unwrap();
    assert_eq!(resources.len(), tables()["tables"].as_array().unwrap().len());
    let mut columns: HashMap<(String, String), Vec<String>> = HashMap::new();
    for resource in resources {
        let (name, schema) = (resource["name"].as_str().unwrap(), &resource["schema"]);
        let bytes = fs::read(dir.path().join(resource["path"].as_str().unwrap())).unwrap();
        assert!(!bytes.starts_with(b"\xef\xbb\xbf") && std::str::from_utf8(&bytes).is_ok());
        let mut reader = csv::Reader::from_reader(&*bytes);
        let fields = schema["fields"].as_array().unwrap();
        let heads: Vec<&str> = fields.iter().map(|f| f["name"].as_str().unwrap()).collect();
        assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), heads, "{name}");
        let mut keys = HashSet::new();
        let primary: Vec<&str> = schema["primaryKey"].as_array().unwrap().iter().map(|k| k.as_str().unwrap()).collect();
        for record in reader.records() {
            let record = record.unwrap();
            let key: Vec<&str> = primary.iter().map(|k| &record[heads.iter().position(|h| h == k).unwrap()]).collect();
            assert!(keys.insert(key.join("\0")), "{name}: {key:?} stands there twice");
            for (field, cell) in fields.iter().zip(&record) {
                let column = (name.to_owned(), field["name"].as_str().unwrap().to_owned());
                if cell.is_empty() {
                    assert_eq!(field["constraints"]["required"], false, "{column:?} is blank");
                    continue;
                }
                let good = match field["type"].as_str().unwrap() {
                    "integer" => cell.parse::<i64>().is_ok(),
                    "number" => {
                        let number: Decimal = cell.parse().unwrap();
                        u64::from(number.scale()) == field["scale"].as_u64().unwrap()
                    }
                    "date" => cell.parse::<chrono::NaiveDate>().is_ok_and(|d| d.to_string() == cell),
                    "boolean" => ["true", "false"].contains(&cell),
                    _ => true,
                };
                assert!(good, "{column:?}: {cell}");
                columns.entry(column).or_default().push(cell.to_owned());
            }
        }
    }
    let mut references = 0;
    for resource in resources {
        for key in resource["schema"]["foreignKeys"].as_array().unwrap() {
            let of = |value: &Value| value.as_str().unwrap().to_owned();
            let from = (of(&resource["name"]), of(&key["fields"]));
            let to = (of(&key["reference"]["resource"]), of(&key["reference"]["fields"]));
            let there: HashSet<&String> = columns[&to].iter().collect();
            for value in columns.get(&from).into_iter().flatten() {
                assert!(there.contains(value), "{from:?}: {value} is not in {to:?}");
                references += 1;
            }
        }
    }
    assert!(references > 10_000, "{references}");
}

/// A figure leads back to paper: the box of a budget line is that of its amount.
#[test]
fn rows_lead_back_to_the_page() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a.sqlite");
    export(archive(), "sqlite", text(&file), &[]);
    let base = rusqlite::Connection::open(&file).unwrap();
    let sql = "select l.page, l.x0, l.y0, e.page, e.x0, e.y0, e.text, l.amount from budget_lines l \
               join evidence e on e.document_hash = l.document_hash and e.pointer = l.pointer || '/amount' and e.part = 0";
    let mut found = base.prepare(sql).unwrap();
    let mut rows = found.query([]).unwrap();
    let mut count = 0;
    while let Some(row) = rows.next().unwrap() {
        let own: (i64, String, String) = (row.get(0).unwrap(), row.get(1).unwrap(), row.get(2).unwrap());
        assert_eq!(own, (row.get(3).unwrap(), row.get(4).unwrap(), row.get(5).unwrap()));
        if let Some(amount) = row.get::<_, Option<String>>(7).unwrap() {
            let printed = row.get::<_, String>(6).unwrap();
            let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
            assert_eq!(digits(&amount), digits(&printed));
        }
        count += 1;
    }
    assert!(count > 200, "{count}");
}

/// Files that could not be read have their row too.
#[test]
fn unread_documents_have_their_outcome() {
    let dir = tempfile::tempdir().unwrap();
    export(archive(), "csv", text(dir.path()), &[]);
    let mut reader = csv::Reader::from_path(dir.path().join("documents.csv")).unwrap();
    let head = reader.headers().unwrap().clone();
    let at = |name: &str| head.iter().position(|h| h == name).unwrap();
    let mut outcomes: BTreeMap<String, usize> = BTreeMap::new();
    for record in reader.records() {
        let record = record.unwrap();
        *outcomes.entry(record[at("status")].to_owned()).or_default() += 1;
        assert_eq!(
            &record[at("status")] == "ok",
            record[at("reason_it")].is_empty() || &record[at("partial")] == "true"
        );
    }
    assert!(outcomes["ok"] >= 19 && outcomes["password-required"] == 1 && outcomes["damaged"] >= 1, "{outcomes:?}");
}

/// All files below a folder but the notes of exports, which tell of the load and not of the data.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap).filter(|e| e.file_type().is_file());
    files.map(|e| (e.path().strip_prefix(folder).unwrap().display().to_string(), fs::read(e.path()).unwrap())).collect()
}

#[test]
fn the_same_reports_give_the_same_bytes() {
    let dir = tempfile::tempdir().unwrap();
    let (one, other) = (dir.path().join("one"), dir.path().join("other"));
    for to in ["csv", "parquet"] {
        export(archive(), to, text(&one), &[]);
        export(archive(), to, text(&other), &[]);
        assert!(tree(&one) == tree(&other), "{to}");
        fs::remove_dir_all(&one).unwrap();
        fs::remove_dir_all(&other).unwrap();
    }
}

/// Changes an archive as later runs would: one report says another amount, one is gone, one is new. Gives the path that is gone.
fn change(archive: &Path) -> String {
    let mut all = lines(archive);
    let reads: Vec<usize> = (0..all.len()).filter(|k| all[*k]["status"] == "ok").collect();
    let gone = all.remove(reads[0]);
    // One line fewer stands before it now.
    let changed = archive.join(all[reads[1] - 1]["output"].as_str().unwrap());
    let mut report: Value = serde_json::from_slice(&fs::read(&changed).unwrap()).unwrap();
    report["objectives"][0]["budget"]["expenses"]["lines"][0]["amount"] = "123456.78".into();
    fs::write(&changed, report.to_string()).unwrap();
    let mut line = all[reads[2] - 1].clone();
    let text = fs::read_to_string(archive.join(line["output"].as_str().unwrap())).unwrap();
    let hash = "0123456789abcdef".repeat(4);
    fs::write(archive.join("json/new.json"), text.replace(line["sha256"].as_str().unwrap(), &hash)).unwrap();
    line["sha256"] = hash.into();
    line["path"] = "nuovo.pdf".into();
    line["output"] = "json/new.json".into();
    all.push(line);
    write_lines(archive, &all);
    gone["path"].as_str().unwrap().to_owned()
}

/// The rows of facts, whatever their order. Rows of dimensions stay when nothing refers to them any more.
fn sorted_facts(folder: &Path) -> BTreeMap<String, Vec<String>> {
    let told = tables();
    let facts = told["tables"].as_array().unwrap().iter().filter(|t| t["kind"] == "fact");
    let sorted = |table: &Value| {
        let name = table["name"].as_str().unwrap().to_owned();
        let mut reader = csv::Reader::from_path(folder.join(format!("{name}.csv"))).unwrap();
        let mut rows: Vec<String> = reader.records().map(|r| format!("{:?}", r.unwrap())).collect();
        rows.sort();
        (name, rows)
    };
    facts.map(sorted).collect()
}

#[test]
fn an_incremental_load_comes_to_what_a_whole_one_comes_to() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    let archive = own_archive(dir.path());
    let targets = [("csv", "csv"), ("parquet", "parquet"), ("sqlite", "a.sqlite"), ("xlsx", "a.xlsx")];
    for (to, name) in targets {
        // The first incremental load is a whole one; the second has nothing to do, and touches nothing.
        export(&archive, to, text(&at(name)), &["--incremental"]);
        let before = if at(name).is_dir() {
            tree(&at(name))
        } else {
            BTreeMap::from([(String::new(), fs::read(at(name)).unwrap())])
        };
        let told = export(&archive, to, text(&at(name)), &["--incremental"]);
        assert!(told.contains("nothing new"), "{to}: {told}");
        let after = if at(name).is_dir() {
            tree(&at(name))
        } else {
            BTreeMap::from([(String::new(), fs::read(at(name)).unwrap())])
        };
        assert!(before == after, "{to} was touched");
    }
    let gone = change(&archive);
    for (to, name) in targets {
        if to != "xlsx" {
            let told = export(&archive, to, text(&at(name)), &["--incremental"]);
            assert!(told.contains(&format!("{gone}: is no longer in the output folder, and stays")), "{to}: {told}");
            assert!(told.contains("2 documents"), "{to}: {told}");
        } else {
            let out = try_export(&archive, to, text(&at(name)), &["--incremental"]);
            assert_eq!(out.status.code(), Some(2));
            assert!(String::from_utf8_lossy(&out.stderr).contains("--prune"));
        }
        let told = export(&archive, to, text(&at(name)), &["--incremental", "--prune"]);
        assert!(told.contains(&format!("{gone}: is no longer in the output folder, and was removed")), "{to}: {told}");
    }
    export(&archive, "csv", text(&at("whole")), &[]);
    assert!(sorted_facts(&at("csv")) == sorted_facts(&at("whole")));
    let facts = |mut figures: Figures| {
        figures.retain(|name, _| !["centres", "years"].contains(&name.as_str()));
        figures
    };
    let whole = facts(csv_figures(&at("whole")));
    assert_eq!(facts(sqlite_figures(&at("a.sqlite"))), whole);
    let Some(python) = python() else { return };
    assert_eq!(facts(figures(&python, "parquet", &at("parquet"))), whole);
    assert_eq!(facts(figures(&python, "xlsx", &at("a.xlsx"))), whole);
}

/// Whatever the moment at which an export is killed, the target is what it was, or what it was to become.
#[test]
fn a_killed_export_leaves_the_target_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let large = large_archive(dir.path(), 12);
    for (to, name) in [("csv", "csv"), ("parquet", "parquet"), ("sqlite", "a.sqlite"), ("xlsx", "a.xlsx")] {
        let target = dir.path().join(name);
        let read = |target: &Path| match to {
            "sqlite" => Content::Figures(sqlite_figures(target)),
            "xlsx" => Content::Bytes(BTreeMap::from([(String::new(), fs::read(target).unwrap())])),
            _ => Content::Bytes(tree(target)),
        };
        export(archive(), to, text(&target), &[]);
        let before = read(&target);
        let begin = Instant::now();
        let aside = dir.path().join(format!("whole-{name}"));
        export(&large, to, text(&aside), &[]);
        let whole = begin.elapsed();
        let mut killed = 0;
        for k in 1..=8 {
            let mut child = Command::new(env!("CARGO_BIN_EXE_schedario"))
                .args(["export", text(&large), "--to", to, text(&target)])
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            std::thread::sleep(whole * k / 10);
            child.kill().unwrap();
            let done = child.wait().unwrap().success();
            if done {
                export(archive(), to, text(&target), if to == "sqlite" { &["--prune"] } else { &[] });
            } else {
                killed += 1;
                assert!(read(&target) == before || read(&target) == read(&aside), "{to}: killed after {k} tenths");
                if read(&target) != before {
                    break;
                }
            }
        }
        assert!(killed > 0, "{to}: no export was killed in {:?}", Duration::from_millis(whole.as_millis() as u64));
        // What the killed ones have left is in nobody's way.
        export(&large, to, text(&target), if to == "sqlite" { &["--prune"] } else { &[] });
        assert!(read(&target) == read(&aside), "{to}");
        let names: Vec<String> =
            fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        assert!(!names.iter().any(|n| n.ends_with(".part") || n.ends_with(".old")), "{to}: {names:?}");
    }
}

#[derive(PartialEq)]
enum Content {
    Bytes(BTreeMap<String, Vec<u8>>),
    Figures(Figures),
}

#[test]
fn what_is_not_ours_is_not_touched() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("precious.txt"), "x").unwrap();
    let other = dir.path().join("other.sqlite");
    rusqlite::Connection::open(&other).unwrap().execute_batch("create table precious (x)").unwrap();
    for (to, target) in [("csv", dir.path()), ("parquet", dir.path()), ("sqlite", &other)] {
        let out = try_export(archive(), to, text(target), &[]);
        assert_eq!(out.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&out.stderr).contains("is not of an export of schedario"), "{to}");
    }
    assert!(dir.path().join("precious.txt").exists());
    let out = try_export(archive(), "postgres", "host=/no/such/socket password=segreto dbname=peg", &[]);
    assert_eq!(out.status.code(), Some(2));
    assert!(!String::from_utf8_lossy(&out.stderr).contains("segreto"));
    let none = try_export(&dir.path().join("none"), "csv", text(dir.path()), &[]);
    assert_eq!(none.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&none.stderr).contains("manifest.jsonl"));
}

/// A report that is damaged costs only itself, and what cannot stand in a column is told.
#[test]
fn damaged_reports_and_endless_numbers_are_told() {
    let dir = tempfile::tempdir().unwrap();
    let archive = own_archive(dir.path());
    let reads: Vec<Value> = lines(&archive).into_iter().filter(|l| l["status"] == "ok").collect();
    let file = |k: usize| archive.join(reads[k]["output"].as_str().unwrap());
    fs::write(file(0), "{").unwrap();
    let mut report: Value = serde_json::from_slice(&fs::read(file(1)).unwrap()).unwrap();
    report["objectives"][0]["budget"]["expenses"]["lines"][0]["amount"] = "1.005".into();
    report["objectives"][0]["indicators"][0]["achieved"] = "123456789012345678901".into();
    report["objectives"][0]["description"] = format!("=cmd|' /C calc'!A0 \0 {}", "x".repeat(40_000)).into();
    report["evidence"]["/objectives/0/code"] =
        json!({ "page": 1, "bbox": [1e30, 0, 2e30, 1], "text": "", "confidence": 1 });
    fs::write(file(1), report.to_string()).unwrap();
    for (to, name) in [("csv", "csv"), ("parquet", "parquet"), ("sqlite", "a.sqlite"), ("xlsx", "a.xlsx")] {
        let out = try_export(&archive, to, text(&dir.path().join(name)), &[]);
        let told = String::from_utf8_lossy(&out.stderr);
        assert_eq!(out.status.code(), Some(3), "{to}: {told}");
        assert!(told.contains("expenses/lines/0/amount: the number 1.005"), "{to}: {told}");
        assert!(told.contains("achieved: the number 123456789012345678901"), "{to}: {told}");
        assert!(told.contains("is not as schedario writes it"), "{to}: {told}");
        assert_eq!(told.contains("32767 characters"), to == "xlsx", "{to}: {told}");
    }
}

/// What people have decided holds in the tables, and a new decision is a change.
#[test]
fn settled_reviews_are_respected() {
    use schedario::contract::Report;
    use schedario::review::{About, Action, Decision, Snapshot, Store, fingerprints};

    let dir = tempfile::tempdir().unwrap();
    let archive = own_archive(dir.path());
    let file = dir.path().join("a.sqlite");
    export(&archive, "sqlite", text(&file), &[]);
    let report: Report = serde_json::from_slice(&fs::read(archive.join("json/cinisello-2017.json")).unwrap()).unwrap();
    let decide = |about, action, after| Decision {
        document: report.source.sha256.clone(),
        path: report.source.path.clone(),
        about,
        action,
        reason: "visto sull'originale".to_owned(),
        before: json!("open"),
        after,
        who: "Anna Bianchi".to_owned(),
        at: "2026-05-04T09:30:00Z".to_owned(),
    };
    let fingerprint = fingerprints(&report.findings)[0].clone();
    let finding = About::Finding { fingerprint, snapshot: Snapshot::of(&report.findings[0]) };
    let pointer = "/objectives/0/indicators/4/achieved".to_owned();
    let places = report.objectives[0].indicators[4].achieved.places.iter().map(Into::into).collect();
    let store = Store::open(&archive).unwrap();
    store.add(&decide(finding, Action::Dismiss, Value::Null)).unwrap();
    store.add(&decide(About::Value { pointer, places }, Action::Correct, json!("2384.00"))).unwrap();
    // A correction that does not add up makes findings of its own, here as on the desk.
    let pointer = "/objectives/0/budget/expenses/total".to_owned();
    let total = &report.objectives[0].budget.as_ref().unwrap().expenses.as_ref().unwrap().total;
    let places = total.places.iter().map(Into::into).collect();
    store.add(&decide(About::Value { pointer, places }, Action::Correct, json!("1.00"))).unwrap();
    let told = export(&archive, "sqlite", text(&file), &["--incremental"]);
    assert!(told.contains("1 documents,"), "{told}");
    let base = rusqlite::Connection::open(&file).unwrap();
    let one = |sql: &str| base.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap();
    let hash = &report.source.sha256;
    assert_eq!(
        one(&format!(
            "select decision || ': ' || decision_reason from findings where document_hash = '{hash}' and decision = 'dismissed'"
        )),
        "dismissed: visto sull'originale"
    );
    assert_eq!(
        one(&format!(
            "select achieved from indicators where document_hash = '{hash}' and pointer = '/objectives/0/indicators/4'"
        )),
        "2384.000000"
    );
    let of = |rule: &str| {
        one(&format!(
            "select count(*) || '' from findings where document_hash = '{hash}' and rule = '{rule}' and decision is null"
        ))
    };
    assert_eq!((of("T002").as_str(), of("T003").as_str()), ("1", "1"));
    assert_eq!(
        one(
            "select before || ' ' || after || ' ' || page || ' ' || x0 from corrections where pointer like '%achieved'"
        ),
        "2380.00 2384.00 5 513.05"
    );
    let told = export(&archive, "sqlite", text(&file), &["--incremental"]);
    assert!(told.contains("nothing new"), "{told}");
}
