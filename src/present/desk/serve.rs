//! The server of the desk.

use std::collections::BTreeSet;
use std::io::{self, Read};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

use rayon::prelude::*;
use serde_json::json;
use tiny_http::{Header, Method, Response, Server};

use super::decide::{Wish, decide};
use super::guard::{Guard, Request};
use super::shelf::Shelf;
use super::ticket::Ticket;
use crate::base::lang::Message;
use crate::output::archive::ArchiveError;
use crate::pdf::Picture;
use crate::present::report::{Binder, Content, Folio, Index, Shell, program_hash};
use crate::review::{About, Decision, Store, StoreError};

/// The largest decision that is read, in bytes.
const LARGEST: u64 = 64 << 10;
/// How many documents are kept open.
const OPEN: usize = 8;
/// How many requests are answered at once: browsers ask for some pictures together.
const HANDS: usize = 4;

/// The desk with its documents.
pub struct Desk<'a> {
    binder: Binder<'a>,
    shell: Shell<'a>,
    store: Mutex<Store>,
    /// What the pages know of each document, kept up to date.
    indices: Mutex<Vec<Index>>,
    open: Shelf<Folio>,
    server: Server,
    guard: Guard,
    ticket: Mutex<Option<Ticket>>,
}

/// Why the desk cannot be opened, or not be used.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// The port is taken, or may not be used.
    #[error("{0}")]
    Port(String),
    /// The system gives no random numbers.
    #[error("{0}")]
    Random(getrandom::Error),
    /// The decisions.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A report.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
}

/// An answer in the making.
struct Answer {
    status: u16,
    kind: &'static str,
    body: Vec<u8>,
    more: Vec<(&'static str, String)>,
}

impl Answer {
    fn new(status: u16, kind: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self { status, kind, body: body.into(), more: Vec::new() }
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.more.push((name, value.into()));
        self
    }

    fn plain(status: u16, text: &str) -> Self {
        Self::new(status, "text/plain; charset=utf-8", text)
    }
}

impl<'a> Desk<'a> {
    /// Opens the desk at a port of this machine, any free one where it is 0; `done` hears of every document.
    pub fn open(
        binder: Binder<'a>,
        shell: Shell<'a>,
        store: Store,
        port: u16,
        done: &(dyn Fn() + Sync),
    ) -> Result<Self, DeskError> {
        let server =
            Server::http(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).map_err(|e| DeskError::Port(e.to_string()))?;
        let port = server.server_addr().to_ip().map_or(port, |address| address.port());
        let guard = Guard::new(port).map_err(DeskError::Random)?;
        let decided = store.all_settled()?;
        let index = |number: usize| {
            let line = &binder.lines()[number];
            let mut index = Index::new();
            match binder.folio(number, decided.get(&line.sha256).map_or(&[], Vec::as_slice)) {
                Ok(Some(folio)) => index.add(&folio, shell.voice),
                // What cannot be read back is told as unread.
                Ok(None) | Err(_) => index.add_unread(number, line, shell.voice),
            }
            done();
            index
        };
        let indices: Vec<Index> = (0..binder.lines().len()).into_par_iter().map(index).collect();
        let (indices, store) = (Mutex::new(indices), Mutex::new(store));
        Ok(Self { binder, shell, store, indices, open: Shelf::new(OPEN), server, guard, ticket: Mutex::new(None) })
    }

    /// The address to open in a browser; it holds the token.
    pub fn url(&self) -> String {
        self.guard.url()
    }

    /// A file that leads a browser in, once: it lies in `folder`, and only its user can read it. None where one was used.
    pub fn ticket(&self, folder: &Path) -> io::Result<Option<PathBuf>> {
        let Some(url) = self.guard.url_for_once() else { return Ok(None) };
        let ticket = Ticket::write(folder, &url)?;
        let path = ticket.path()?;
        *held(&self.ticket) = Some(ticket);
        Ok(Some(path))
    }

    /// Answers until the process ends.
    pub fn serve(&self) {
        std::thread::scope(|scope| {
            for _ in 0..HANDS {
                scope.spawn(|| {
                    while let Ok(request) = self.server.recv() {
                        self.answer(request);
                    }
                });
            }
        });
    }

    fn answer(&self, mut request: tiny_http::Request) {
        let header = |name: &'static str| {
            request.headers().iter().find(|h| h.field.equiv(name)).map(|h| h.value.as_str().to_owned())
        };
        let [host, origin, site, cookies, content_type] =
            ["Host", "Origin", "Sec-Fetch-Site", "Cookie", "Content-Type"].map(header);
        let asks = Request {
            host: host.as_deref(),
            origin: origin.as_deref(),
            site: site.as_deref(),
            cookies: cookies.as_deref(),
            content_type: content_type.as_deref(),
        };
        let url = request.url().to_owned();
        let (path, query) = url.split_once('?').unwrap_or((&url, ""));
        let answer = match (request.method(), path) {
            _ if !self.guard.is_ours(&asks) => Answer::plain(421, "wrong host\n"),
            // The token leaves the address, where it could be read over a shoulder, as soon as it has been used.
            (Method::Get, "/") if self.guard.opens(query) => {
                Answer::plain(303, "").with("Location", "/").with("Set-Cookie", self.guard.cookie())
            }
            // The way on begins at a page of our own: behind a file on the disk, browsers keep back the cookie at a redirection.
            (Method::Get, "/") if self.guard.opens_once(query) => {
                *held(&self.ticket) = None;
                Answer::new(
                    200,
                    HTML,
                    r#"<!doctype html><meta http-equiv="refresh" content="0;url=/"><title>schedario</title>"#,
                )
                .with("Set-Cookie", self.guard.cookie())
            }
            _ if !self.guard.lets_in(&asks) => Answer::plain(403, self.stranger()),
            (Method::Get, "/") => self.main(),
            (Method::Get, path) if path.starts_with("/part/") => self.part(&path["/part/".len()..]),
            (Method::Post, "/decide") if self.guard.lets_decide(&asks) => {
                let mut body = Vec::new();
                match request.as_reader().take(LARGEST + 1).read_to_end(&mut body) {
                    Ok(_) if body.len() as u64 <= LARGEST => self.decide(&body),
                    _ => Answer::plain(413, "too large\n"),
                }
            }
            (Method::Post, _) => Answer::plain(403, "not from here\n"),
            _ => Answer::plain(404, "not found\n"),
        };
        // A browser that has gone away needs no answer.
        let _ = respond(request, answer);
    }

    fn stranger(&self) -> &'static str {
        self.shell.voice.say(
            "Aprire l'indirizzo che il comando ha stampato: contiene il permesso di entrare.\n",
            "Open the address that the command has printed: it holds the permission to enter.\n",
        )
    }

    fn main(&self) -> Answer {
        let page = self.shell.main(&self.whole_index(), &[]);
        let policy = format!(
            "default-src 'none'; script-src '{}'; style-src 'unsafe-inline'; img-src 'self' blob: data:; connect-src 'self'; \
             font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            program_hash()
        );
        Answer::new(200, HTML, page).with("Content-Security-Policy", policy)
    }

    fn whole_index(&self) -> Index {
        let mut whole = Index::new();
        for index in held(&self.indices).iter() {
            whole.extend(index);
        }
        whole
    }

    /// A part by its name.
    fn part(&self, name: &str) -> Answer {
        if name == "quadro" {
            return Answer::new(200, HTML, self.shell.overview(&self.whole_index()));
        }
        let known = name.strip_prefix('d').and_then(|rest| rest.split_once('/'));
        let Some((Ok(number), what)) = known.map(|(d, what)| (d.parse::<usize>(), what)) else {
            return Answer::plain(404, "not found\n");
        };
        let folio = match self.folio(number) {
            Ok(Some(folio)) => folio,
            Ok(None) => return Answer::plain(404, "not found\n"),
            Err(error) => return Answer::plain(500, &format!("{error}\n")),
        };
        match what {
            "page" => Answer::new(200, HTML, self.shell.page(&folio)),
            "cards" => Answer::new(200, HTML, self.shell.cards(&folio)),
            _ => {
                let page = what.strip_prefix('p').and_then(|p| p.parse().ok());
                let drawn = page.and_then(|page: u32| folio.pictures(&[page]).pop());
                drawn.map_or_else(|| Answer::plain(404, "not found\n"), |part| picture(part.content))
            }
        }
    }

    /// A document as it stands after all decisions.
    fn folio(&self, number: usize) -> Result<Option<Arc<Folio>>, DeskError> {
        Ok(self.folio_with_generation(number)?.map(|(folio, _)| folio))
    }

    fn folio_with_generation(&self, number: usize) -> Result<Option<(Arc<Folio>, u64)>, DeskError> {
        self.open.get(number, || {
            let Some(line) = self.binder.lines().get(number) else { return Ok(None) };
            let decisions: Vec<Decision> = held(&self.store).settled(&line.sha256)?;
            Ok(self.binder.folio(number, &decisions)?)
        })
    }

    /// Brings what the pages know of some documents up to date.
    fn renew(&self, numbers: &BTreeSet<usize>) {
        numbers.iter().for_each(|number| self.open.renew(*number));
        for number in numbers {
            let Ok(Some((folio, generation))) = self.folio_with_generation(*number) else { continue };
            let mut index = Index::new();
            index.add(&folio, self.shell.voice);
            let mut indices = held(&self.indices);
            // Whoever has renewed it meanwhile brings the later one.
            if self.open.is_current(*number, generation)
                && let Some(known) = indices.get_mut(*number)
            {
                *known = index;
            }
        }
    }

    fn decide(&self, body: &[u8]) -> Answer {
        let say = |message: &Message| message.get(self.shell.voice.0).to_owned();
        let refuse = |status: u16, error: String| Answer::new(status, JSON, json!({ "error": error }).to_string());
        let Ok(wish) = serde_json::from_slice::<Wish>(body) else {
            return refuse(400, say(&Message::new("richiesta incomprensibile", "the request makes no sense")));
        };
        let folio = match self.folio(wish.d) {
            Ok(Some(folio)) => folio,
            Ok(None) => return refuse(404, say(&Message::new("il documento non c'è", "there is no such document"))),
            Err(error) => return refuse(500, error.to_string()),
        };
        let decision = match decide(&wish, &folio) {
            Ok(decision) => decision,
            Err(message) => return refuse(409, say(&message)),
        };
        if let Err(error) = held(&self.store).add(&decision) {
            return refuse(500, error.to_string());
        }
        // The same content may lie under several numbers, and what it says may be held against other documents.
        let lines = self.binder.lines().iter().enumerate();
        let same: Vec<usize> = lines.filter(|(_, l)| l.sha256 == decision.document).map(|(number, _)| number).collect();
        let mut touched: BTreeSet<usize> = same.iter().copied().collect();
        if matches!(decision.about, About::Value { .. }) {
            for number in same {
                let decisions = || held(&self.store).settled(&decision.document).unwrap_or_default();
                touched.extend(self.binder.renew(number, decisions).unwrap_or_default());
            }
        }
        self.renew(&touched);
        let indices = held(&self.indices);
        match indices.get(wish.d) {
            Some(index) => {
                let told = json!({ "findings": index.findings, "counts": index.counts(wish.d) });
                Answer::new(200, JSON, told.to_string())
            }
            None => refuse(404, String::new()),
        }
    }
}

const HTML: &str = "text/html; charset=utf-8";
const JSON: &str = "application/json";

/// A lock that was held when a request failed is as good as any: what it guards is replaced as a whole.
fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(|e| e.into_inner())
}

fn picture(content: Content) -> Answer {
    // A drawing of a stranger's page runs nothing, even when it is opened by itself.
    let inert = |answer: Answer| {
        answer.with("Content-Security-Policy", "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox")
    };
    match content {
        Content::Picture(Picture::Svg(bytes)) => {
            inert(Answer::new(200, "image/svg+xml", bytes)).with("Content-Encoding", "deflate")
        }
        Content::Picture(Picture::Png(bytes)) => inert(Answer::new(200, "image/png", bytes)),
        Content::Picture(Picture::Jpeg(bytes)) => inert(Answer::new(200, "image/jpeg", bytes)),
        Content::Html(_) => Answer::plain(404, "not found\n"),
    }
}

fn respond(request: tiny_http::Request, answer: Answer) -> io::Result<()> {
    let always = [
        ("Content-Type", answer.kind.to_owned()),
        ("X-Content-Type-Options", "nosniff".to_owned()),
        ("X-Frame-Options", "DENY".to_owned()),
        ("Referrer-Policy", "no-referrer".to_owned()),
        ("Cross-Origin-Resource-Policy", "same-origin".to_owned()),
        ("Cross-Origin-Opener-Policy", "same-origin".to_owned()),
        ("Cache-Control", "no-store".to_owned()),
    ];
    let mut response = Response::from_data(answer.body).with_status_code(answer.status);
    for (name, value) in always.into_iter().chain(answer.more) {
        if let Ok(header) = Header::from_bytes(name, value) {
            response.add_header(header);
        }
    }
    request.respond(response)
}
