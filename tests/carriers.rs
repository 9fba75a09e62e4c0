//! Documents as offices keep them: in signed envelopes, attached to others, in e-mails and archives, and as pictures.

use crate::common;
use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;

use lopdf::{Document as Pdf, Object, Stream, dictionary};
use schedario::carrier::{NoPages, pages};
use schedario::contract::Signature;
use schedario::document::{Outcome, Reading};
use schedario::pdf::Document;

/// A value of DER.
fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let mut out = vec![tag];
    match content.len() {
        n @ 0..128 => out.push(n as u8),
        n => {
            let bytes: Vec<u8> = n.to_be_bytes().into_iter().skip_while(|b| *b == 0).collect();
            out.push(0x80 | bytes.len() as u8);
            out.extend(bytes);
        }
    }
    out.extend(content);
    out
}

/// A value of BER whose length is not known beforehand.
fn endless(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    [&[tag, 0x80][..], &parts.concat()[..], &[0, 0][..]].concat()
}

const SIGNED_DATA: &[u8] = &[0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2];
const ENVELOPED_DATA: &[u8] = &[0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 3];
const DATA: &[u8] = &[0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1];
const SIGNING_TIME: &[u8] = &[0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 5];
const COMMON_NAME: &[u8] = &[0x06, 3, 0x55, 4, 3];

fn name(who: &str) -> Vec<u8> {
    der(0x30, &[&der(0x31, &[&der(0x30, &[COMMON_NAME, &der(0x0c, &[who.as_bytes()])])])])
}

/// The certificates and the signers behind the content, as a signer of this name makes them.
fn signer(who: &str) -> (Vec<u8>, Vec<u8>) {
    let (issuer, serial) = (name("Autorità di prova"), der(2, &[&[7]]));
    let validity = der(0x30, &[&der(0x17, &[b"170101000000Z"]), &der(0x17, &[b"270101000000Z"])]);
    let own = der(
        0x30,
        &[&der(0xa0, &[&der(2, &[&[2]])]), &serial, &der(0x30, &[]), &issuer, &validity, &name(who), &der(0x30, &[])],
    );
    let certificate = der(0x30, &[&own, &der(0x30, &[]), &der(3, &[&[0]])]);
    let time = der(0x30, &[SIGNING_TIME, &der(0x31, &[&der(0x17, &[b"180319101500Z"])])]);
    let said = der(
        0x30,
        &[
            &der(2, &[&[1]]),
            &der(0x30, &[&issuer, &serial]),
            &der(0x30, &[]),
            &der(0xa0, &[&time]),
            &der(0x30, &[]),
            &der(4, &[b"x"]),
        ],
    );
    (der(0xa0, &[&certificate]), der(0x31, &[&said]))
}

fn envelope(content: &[u8], who: &str) -> Vec<u8> {
    let (certificates, signers) = signer(who);
    let inner = der(0x30, &[DATA, &der(0xa0, &[&der(4, &[content])])]);
    let data = der(0x30, &[&der(2, &[&[1]]), &der(0x31, &[]), &inner, &certificates, &signers]);
    der(0x30, &[SIGNED_DATA, &der(0xa0, &[&data])])
}

/// The same as a program writes it that signs while it reads: the content in chunks, and no length known.
fn streamed(content: &[u8], who: &str) -> Vec<u8> {
    let (certificates, signers) = signer(who);
    let chunks: Vec<Vec<u8>> = content.chunks(1000).map(|chunk| der(4, &[chunk])).collect();
    let chunks: Vec<&[u8]> = chunks.iter().map(Vec::as_slice).collect();
    let inner = endless(0x30, &[DATA, &endless(0xa0, &[&endless(0x24, &chunks)])]);
    let data = endless(0x30, &[&der(2, &[&[1]]), &der(0x31, &[]), &inner, &certificates, &signers]);
    endless(0x30, &[SIGNED_DATA, &endless(0xa0, &[&data])])
}

/// A signature that has no content.
fn detached(who: &str) -> Vec<u8> {
    let (certificates, signers) = signer(who);
    let data = der(0x30, &[&der(2, &[&[1]]), &der(0x31, &[]), &der(0x30, &[DATA]), &certificates, &signers]);
    der(0x30, &[SIGNED_DATA, &der(0xa0, &[&data])])
}

fn sample() -> Vec<u8> {
    fs::read(common::project("samples/righe-orizzontali-gs.pdf")).unwrap()
}

fn read(bytes: Vec<u8>) -> Reading {
    common::read_bytes(bytes, "scheda.pdf.p7m")
}

/// The signatures that a report tells, after a look at whether all of it was read.
fn signed(reading: &Reading, what: &str) -> Vec<Signature> {
    let Outcome::Report(report) = &reading.outcome else { panic!("{what}: {:?}", reading.outcome) };
    assert!(reading.pages_lost.is_empty() && !reading.cut_off, "{what}");
    let Outcome::Report(bare) = common::read_bytes(sample(), "x.pdf").outcome else { panic!("the sample") };
    assert_eq!(serde_json::to_value(&report.objectives).unwrap(), serde_json::to_value(&bare.objectives).unwrap());
    report.source.signed.clone().unwrap_or_else(|| panic!("{what}: no signature"))
}

#[test]
fn signed_envelopes_of_all_kinds_are_opened() {
    let mario = || vec![Signature { by: Some("Mario Bianchi".into()), at: Some("2018-03-19T10:15:00Z".into()) }];
    let text = |bytes: &[u8]| data_encoding::BASE64_MIME.encode(bytes).into_bytes();
    let plain = envelope(&sample(), "Mario Bianchi");
    for (what, bytes) in [
        ("DER", plain.clone()),
        ("BER in chunks", streamed(&sample(), "Mario Bianchi")),
        ("Base64", text(&plain)),
        (
            "with its lines",
            [b"-----BEGIN PKCS7-----\n".to_vec(), text(&plain), b"-----END PKCS7-----\n".to_vec()].concat(),
        ),
        ("a message", [b"Content-Type: application/pkcs7-mime\r\n\r\n".to_vec(), text(&plain)].concat()),
    ] {
        assert_eq!(signed(&read(bytes), what), mario(), "{what}");
    }
    let twice = envelope(&text(&streamed(&sample(), "Mario Bianchi")), "Anna Verdi");
    let names: Vec<Option<String>> = signed(&read(twice), "twice").into_iter().map(|s| s.by).collect();
    assert_eq!(names, [Some("Anna Verdi".to_owned()), Some("Mario Bianchi".to_owned())]);
}

#[test]
fn the_hash_and_the_size_are_those_of_the_envelope() {
    let bytes = envelope(&sample(), "Mario Bianchi");
    let size = bytes.len() as u64;
    let reading = read(bytes);
    let Outcome::Report(report) = reading.outcome else { panic!() };
    assert_eq!((report.source.bytes, report.source.sha256 == reading.sha256), (size, true));
    let bare = common::read_bytes(sample(), "x.pdf");
    assert_ne!(bare.sha256, reading.sha256);
    let Outcome::Report(bare) = bare.outcome else { panic!() };
    assert_eq!(bare.source.signed, None);
}

/// The sample with signature fields: what each one's signature is, and what the PDF says beside it.
fn with_seals(seals: &[(Vec<u8>, Option<&str>, Option<&str>)], xfa: bool) -> Vec<u8> {
    let mut pdf = Pdf::load_mem(&sample()).unwrap();
    let mut fields: Vec<Object> = Vec::new();
    for (contents, name, at) in seals {
        let contents = Object::String(contents.clone(), lopdf::StringFormat::Hexadecimal);
        let mut seal = dictionary! { "Type" => "Sig", "Filter" => "Adobe.PPKLite", "Contents" => contents };
        name.iter().for_each(|name| seal.set("Name", Object::string_literal(*name)));
        at.iter().for_each(|at| seal.set("M", Object::string_literal(*at)));
        let seal = pdf.add_object(seal);
        fields.push(pdf.add_object(dictionary! { "FT" => "Sig", "V" => seal }).into());
    }
    let mut form = dictionary! { "Fields" => fields, "SigFlags" => 3 };
    if xfa {
        form.set("XFA", pdf.add_object(Stream::new(dictionary! {}, b"<xdp/>".to_vec())));
    }
    pdf.catalog_mut().unwrap().set("AcroForm", form);
    saved(pdf)
}

#[test]
fn the_signatures_of_a_pdf_itself_are_told() {
    let seals = [
        (detached("Mario Bianchi"), Some("altro nome"), None),
        (b"no signature".to_vec(), Some("Anna Verdi"), Some("D:20180320091500+01'00'")),
    ];
    let told = signed(&common::read_bytes(with_seals(&seals, false), "x.pdf"), "its own");
    let of = |by: &str, at: &str| Signature { by: Some(by.into()), at: Some(at.into()) };
    assert_eq!(told, [of("Mario Bianchi", "2018-03-19T10:15:00Z"), of("Anna Verdi", "2018-03-20T09:15:00+01:00")]);
}

#[test]
fn a_form_of_xfa_is_told() {
    let reading = common::read_bytes(with_seals(&[], true), "x.pdf");
    assert!(reading.xfa && !common::read_bytes(sample(), "x.pdf").xfa);
}

#[test]
fn envelopes_without_a_document_are_told() {
    assert!(matches!(read(detached("Mario Bianchi")).outcome, Outcome::Hollow));
    let sealed = der(0x30, &[ENVELOPED_DATA, &der(0xa0, &[&der(0x30, &[&der(2, &[&[0]])])])]);
    assert!(matches!(read(sealed).outcome, Outcome::CertificateRequired));
    let mut deep = sample();
    for _ in 0..40 {
        deep = envelope(&deep, "Mario Bianchi");
    }
    assert!(matches!(read(deep).outcome, Outcome::Hollow));
    // Values that nest without an end.
    let nested = [&[0x30, 0x80][..], SIGNED_DATA, &[0xa0, 0x80].repeat(200_000)[..]].concat();
    assert!(matches!(read(nested).outcome, Outcome::Hollow));
}

#[test]
fn what_can_be_read_of_a_torn_envelope_is_read() {
    let whole = envelope(&sample(), "Mario Bianchi");
    for cut in [10, 60, 500, whole.len() / 2] {
        // Whatever comes out, it is told that not all is there.
        let reading = read(whole[..cut].to_vec());
        assert!(!matches!(reading.outcome, Outcome::Report(_)) || reading.cut_off, "{cut}");
    }
    let unsigned = whole[..whole.len() - 100].to_vec();
    assert_eq!(signed(&read(unsigned), "without its signers"), [Signature::default()]);
}

fn saved(mut pdf: Pdf) -> Vec<u8> {
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).unwrap();
    bytes
}

/// A PDF of one page with a few words that carries files.
fn portfolio(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut pdf = Pdf::with_version("1.7");
    let tree = pdf.new_object_id();
    let font = pdf.add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" });
    let content = Stream::new(dictionary! {}, b"BT /F 12 Tf 72 700 Td (Si trasmette in allegato.) Tj ET".to_vec());
    let content = pdf.add_object(content);
    let page = pdf.add_object(dictionary! {
        "Type" => "Page", "Parent" => tree, "Contents" => content,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        "Resources" => dictionary! { "Font" => dictionary! { "F" => font } },
    });
    pdf.objects.insert(tree, dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 }.into());
    let mut names: Vec<Object> = Vec::new();
    for (name, bytes) in files {
        let file = pdf.add_object(Stream::new(dictionary! { "Type" => "EmbeddedFile" }, bytes.to_vec()));
        let spec = dictionary! {
            "Type" => "Filespec", "F" => Object::string_literal(*name), "UF" => Object::string_literal(*name),
            "EF" => dictionary! { "F" => file },
        };
        names.extend([Object::string_literal(*name), pdf.add_object(spec).into()]);
    }
    let catalog = pdf.add_object(dictionary! {
        "Type" => "Catalog", "Pages" => tree,
        "Names" => dictionary! { "EmbeddedFiles" => dictionary! { "Names" => names } },
    });
    pdf.trailer.set("Root", catalog);
    saved(pdf)
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A message with files.
fn message(subject: &str, files: &[(&str, &str, &[u8])]) -> Vec<u8> {
    let mut out = format!(
        "From: Comune di Prova <protocollo@example.org>\r\nTo: x@example.org\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=\"parte-{subject}\"\r\n\r\n--parte-{subject}\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\nIn allegato.\r\n"
    )
    .into_bytes();
    for (kind, name, bytes) in files {
        out.extend(format!("--parte-{subject}\r\nContent-Type: {kind}; name=\"{name}\"\r\n").bytes());
        out.extend(format!("Content-Disposition: attachment; filename=\"{name}\"\r\n").bytes());
        if *kind == "message/rfc822" {
            out.extend(b"\r\n");
            out.extend(*bytes);
        } else {
            out.extend(b"Content-Transfer-Encoding: base64\r\n\r\n");
            out.extend(data_encoding::BASE64_MIME.encode(bytes).bytes());
        }
        out.extend(b"\r\n");
    }
    out.extend(format!("--parte-{subject}--\r\n").bytes());
    out
}

/// The sample with something behind its end, so that no two are the same.
fn another(number: usize) -> Vec<u8> {
    [sample(), format!("% {number}\n").into_bytes()].concat()
}

/// Reads a folder; the statuses by the path below it, and what was said.
fn run(folder: &Path, output: &Path) -> (BTreeMap<String, serde_json::Value>, String, Option<i32>) {
    let out = common::schedario(&["extract", folder.to_str().unwrap(), "-o", output.to_str().unwrap(), "--jobs", "2"]);
    let below = |line: &serde_json::Value| {
        let path = line["path"].as_str().unwrap();
        path.strip_prefix(folder.to_str().unwrap()).unwrap().trim_start_matches('/').to_owned()
    };
    let lines = common::manifest(output).into_iter().map(|line| (below(&line), line)).collect();
    (lines, String::from_utf8_lossy(&out.stderr).into_owned(), out.status.code())
}

#[test]
fn whatever_lies_in_a_folder_is_read_or_told() {
    let dir = tempfile::tempdir().unwrap();
    let (input, output) = (dir.path().join("in"), dir.path().join("out"));
    fs::create_dir(&input).unwrap();
    let signed = envelope(&another(1), "Mario Bianchi");
    let registered =
        message("postacert", &[("application/pdf", "scheda.pdf", &another(2)), ("text/xml", "dati.xml", b"<x/>")]);
    let inner = zipped(&[("b/scheda.pdf", &another(3)), ("b/nota.txt", b"x")]);
    for (name, bytes) in [
        ("atto.pdf.p7m", signed),
        (
            "posta.eml",
            message(
                "esterna",
                &[
                    ("message/rfc822", "postacert.eml", &registered),
                    ("application/x-pkcs7-signature", "smime.p7s", b"x"),
                ],
            ),
        ),
        ("tutto.zip", zipped(&[("dentro.zip", &inner), ("elenco.csv", b"a;b")])),
        ("lettera.pdf", portfolio(&[("allegato.pdf", &another(4)), ("dati.xml", b"<x/>")])),
        ("relazione.docx", b"PK".to_vec()),
        ("fattura.xml.p7m", b"0".to_vec()),
        ("scheda.pdf", another(5)),
    ] {
        fs::write(input.join(name), bytes).unwrap();
    }
    let (lines, told, code) = run(&input, &output);
    let status = |path: &str| lines.get(path).map_or("nothing", |line| line["status"].as_str().unwrap());
    let found: Vec<(&str, &str)> = lines.keys().map(|path| (path.as_str(), status(path))).collect();
    assert_eq!(
        found,
        [
            ("atto.pdf.p7m", "ok"),
            ("fattura.xml.p7m", "skipped"),
            ("lettera.pdf", "unrecognised"),
            ("lettera.pdf!/allegato.pdf", "ok"),
            ("lettera.pdf!/dati.xml", "skipped"),
            ("posta.eml", "skipped"),
            ("posta.eml!/postacert.eml", "skipped"),
            ("posta.eml!/postacert.eml!/dati.xml", "skipped"),
            ("posta.eml!/postacert.eml!/scheda.pdf", "ok"),
            ("posta.eml!/smime.p7s", "skipped"),
            ("relazione.docx", "skipped"),
            ("scheda.pdf", "ok"),
            ("tutto.zip!/dentro.zip", "skipped"),
            ("tutto.zip!/dentro.zip!/b/nota.txt", "skipped"),
            ("tutto.zip!/dentro.zip!/b/scheda.pdf", "ok"),
            ("tutto.zip!/elenco.csv", "skipped"),
        ],
        "{told}"
    );
    assert_eq!(code, Some(3), "a letter of no known form");
    let reason = lines["lettera.pdf"]["reason"]["en"].as_str().unwrap();
    assert!(reason.contains("\"allegato.pdf\""), "{reason}");
    assert!(told.contains("other files, no documents: 10") && told.contains("2 .xml"), "{told}");
    let place = |path: &str| lines[path]["output"].as_str().unwrap().to_owned();
    assert_eq!(place("atto.pdf.p7m"), "json/atto.pdf.p7m.json");
    assert_eq!(place("lettera.pdf!/allegato.pdf"), "json/lettera.pdf!/allegato.json");
    let report = fs::read_to_string(output.join(place("posta.eml!/postacert.eml!/scheda.pdf"))).unwrap();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert!(report["source"]["path"].as_str().unwrap().ends_with("posta.eml!/postacert.eml!/scheda.pdf"));
    // The same again: what was found inside is known without being read.
    let manifest = fs::read_to_string(output.join("manifest.jsonl")).unwrap();
    let (_, told, _) = run(&input, &output);
    assert!(told.contains("no page read now"), "{told}");
    assert_eq!(fs::read_to_string(output.join("manifest.jsonl")).unwrap(), manifest);
    // And the pages that show it find it again.
    let out = common::schedario(&["audit", output.to_str().unwrap()]);
    assert!(
        !String::from_utf8_lossy(&out.stderr).contains("no longer there"),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
}

#[test]
fn archives_in_archives_end_somewhere() {
    let dir = tempfile::tempdir().unwrap();
    let (input, output) = (dir.path().join("in"), dir.path().join("out"));
    fs::create_dir(&input).unwrap();
    let mut deep = zipped(&[("scheda.pdf", &another(1))]);
    for _ in 0..20 {
        deep = zipped(&[("z.zip", &deep)]);
    }
    fs::write(input.join("z.zip"), deep).unwrap();
    fs::write(input.join("scheda.pdf"), another(2)).unwrap();
    let (lines, _, _) = run(&input, &output);
    let (last, line) = lines.iter().max_by_key(|(path, _)| path.len()).unwrap();
    assert!(last.matches("!/").count() < 12, "{last}");
    assert_eq!(
        (line["status"].as_str(), line["reason"]["en"].as_str().unwrap().contains("too deep")),
        (Some("skipped"), true)
    );
    assert_eq!(lines["scheda.pdf"]["status"], "ok");
}

/// Black bars on a page of fax, and its TIFF: group 4 in one piece, or plain bits in many.
fn fax(pages: usize, packed: bool) -> Vec<u8> {
    const WIDTH: usize = 1728;
    const HEIGHT: usize = 2200;
    let black = |x: usize, y: usize| (200..900).contains(&x) && (300..340).contains(&y) || x == 1000;
    let mut out = b"II*\0\0\0\0\0".to_vec();
    let mut link = 4;
    for _ in 0..pages {
        let data: Vec<Vec<u8>> = if packed {
            let mut encoder = fax::encoder::Encoder::new(fax::VecWriter::new());
            for y in 0..HEIGHT {
                let row = (0..WIDTH).map(|x| if black(x, y) { fax::Color::Black } else { fax::Color::White });
                encoder.encode_line(row, WIDTH as u16).unwrap();
            }
            vec![encoder.finish().unwrap().finish()]
        } else {
            let row = |y| (0..WIDTH / 8).map(move |k| (0..8).fold(0, |b, x| b << 1 | u8::from(black(8 * k + x, y))));
            (0..HEIGHT).step_by(100).map(|y| (y..y + 100).flat_map(row).collect()).collect()
        };
        let offsets: Vec<u32> = data
            .iter()
            .map(|strip| {
                out.extend(strip);
                (out.len() - strip.len()) as u32
            })
            .collect();
        let list = |out: &mut Vec<u8>, values: &[u32]| match values {
            [one] => *one,
            many => {
                let at = out.len() as u32;
                many.iter().for_each(|v| out.extend(v.to_le_bytes()));
                at
            }
        };
        let (strips, rows) = (offsets.len() as u32, (HEIGHT / offsets.len()) as u32);
        let offsets = list(&mut out, &offsets);
        let lengths = list(&mut out, &data.iter().map(|strip| strip.len() as u32).collect::<Vec<_>>());
        let dpi = out.len() as u32;
        out.extend([200u32, 1].iter().flat_map(|v| v.to_le_bytes()));
        let at = out.len() as u32;
        out[link..link + 4].copy_from_slice(&at.to_le_bytes());
        let compression = if packed { 4 } else { 1 };
        let entries: [(u16, u16, u32, u32); 12] = [
            (256, 4, 1, WIDTH as u32),
            (257, 4, 1, HEIGHT as u32),
            (258, 3, 1, 1),
            (259, 3, 1, compression),
            (262, 3, 1, 0),
            (273, 4, strips, offsets),
            (277, 3, 1, 1),
            (278, 4, 1, rows),
            (279, 4, strips, lengths),
            (282, 5, 1, dpi),
            (283, 5, 1, dpi),
            (296, 3, 1, 2),
        ];
        out.extend((entries.len() as u16).to_le_bytes());
        for (tag, kind, count, value) in entries {
            out.extend(tag.to_le_bytes().into_iter().chain(kind.to_le_bytes()));
            out.extend(count.to_le_bytes().into_iter().chain(value.to_le_bytes()));
        }
        link = out.len();
        out.extend([0; 4]);
    }
    out
}

/// Size of a page in hundredths of a point, that of its picture in pixels, and the pixels at three places.
type Looked = ((i32, i32), (usize, usize), [u8; 3]);

/// The pages of a picture.
fn looked_at(bytes: &[u8]) -> Vec<Looked> {
    let document = Document::open(pages(bytes).unwrap().unwrap().into()).unwrap();
    let look = |k| {
        let seen = document.scan(k).unwrap();
        assert!(!seen.rendered, "the picture itself is read");
        let raster = seen.picture.raster;
        let pixel = |x: usize, y: usize| raster.row(y)[x];
        let (width, height) = document.size(k).unwrap();
        let tenths = |points: f32| (10.0 * points).round() as i32;
        (
            (tenths(width), tenths(height)),
            (raster.width, raster.height),
            [pixel(500, 320), pixel(500, 360), pixel(1000, 50)],
        )
    };
    (0..document.page_count() as usize).map(look).collect()
}

#[test]
fn pages_of_fax_become_pages() {
    let size = (6221, 7920);
    let page = (size, (1728, 2200), [0, 255, 0]);
    assert_eq!(looked_at(&fax(3, true)), [page; 3], "group 4");
    assert_eq!(looked_at(&fax(1, false)), [page], "plain, in strips");
}

#[test]
fn photographs_of_pages_become_pages() {
    let mut grey = image::GrayImage::from_pixel(1200, 1700, image::Luma([255]));
    (300..340).for_each(|y| (200..900).for_each(|x| grey.put_pixel(x, y, image::Luma([0]))));
    (0..1700).for_each(|y| grey.put_pixel(1000, y, image::Luma([0])));
    let mut png = Vec::new();
    image::DynamicImage::from(grey.clone()).write_to(&mut Cursor::new(&mut png), image::ImageFormat::Png).unwrap();
    let ((width, height), pixels, seen) = looked_at(&png)[0];
    assert_eq!((width, height), (5943, 8419), "it does not say how large it is");
    assert_eq!((pixels, seen), ((1200, 1700), [0, 255, 0]));
    let mut jpeg = Vec::new();
    jpeg_encoder::Encoder::new(&mut jpeg, 95).encode(grey.as_raw(), 1200, 1700, jpeg_encoder::ColorType::Luma).unwrap();
    let (_, pixels, [ink, paper, _]) = looked_at(&jpeg)[0];
    assert!(pixels == (1200, 1700) && ink < 20 && paper > 235);
    assert_eq!(pages(&jpeg[..60]), Some(Err(NoPages::Damaged)));
    let mut small = Vec::new();
    image::DynamicImage::new_luma8(300, 80).write_to(&mut Cursor::new(&mut small), image::ImageFormat::Png).unwrap();
    assert_eq!(pages(&small), Some(Err(NoPages::Small)));
    assert_eq!(pages(&sample()), None);
    // A name that says PDF is not led astray, and a name that says picture leads there.
    assert!(matches!(common::read_bytes(png.clone(), "x.pdf").outcome, Outcome::NotPdf));
    let reading = common::read_bytes(png, "x.png");
    assert!(reading.pages == 1 && !matches!(reading.outcome, Outcome::NotPdf), "{:?}", reading.outcome);
    assert!(matches!(common::read_bytes(small, "logo.png").outcome, Outcome::Small));
}

#[test]
fn a_picture_that_lies_of_its_size_costs_its_page() {
    let mut bytes = fax(2, true);
    // The second page says that it is enormous.
    let at = bytes.windows(12).rposition(|w| w[..8] == [0, 1, 4, 0, 1, 0, 0, 0]).unwrap();
    bytes[at + 8..at + 12].copy_from_slice(&2_000_000u32.to_le_bytes());
    let reading = common::read_bytes(bytes, "x.tif");
    assert_eq!((reading.pages, reading.pages_lost), (2, vec![2]), "bars are no text; the other page is lost");
}
