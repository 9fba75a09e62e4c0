//! Who may talk to the desk: the browser that was given the token, and pages that the desk itself served.

use std::sync::{Mutex, PoisonError};

use data_encoding::HEXLOWER;

/// What a request says of itself, as far as it matters here.
#[derive(Clone, Copy, Debug, Default)]
pub struct Request<'r> {
    /// The header of this name, if it is there.
    pub host: Option<&'r str>,
    /// The origin of the page that asks.
    pub origin: Option<&'r str>,
    /// "same-origin", "cross-site", …
    pub site: Option<&'r str>,
    /// All cookies.
    pub cookies: Option<&'r str>,
    /// Type of the body.
    pub content_type: Option<&'r str>,
}

/// Keeps strangers out: other machines cannot reach the port, other pages of the same browser do not know the token, names
/// that are made to point here are not ours.
///
/// The token must not stand among the arguments of a program: everybody on the machine can list those. A browser that is started
/// for its user is led in by a code that is good for one time, out of a file that only the user reads.
#[derive(Debug)]
pub struct Guard {
    token: String,
    /// The code, until it was used.
    once: Mutex<Option<String>>,
    port: u16,
}

impl Guard {
    /// A guard with a new token of 256 bits, and a code of as many.
    pub fn new(port: u16) -> Result<Self, getrandom::Error> {
        Ok(Self { token: random()?, once: Mutex::new(Some(random()?)), port })
    }

    /// The address that lets a browser in.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/?t={}", self.port, self.token)
    }

    /// The address that lets one browser in, once; none when it has been used.
    pub fn url_for_once(&self) -> Option<String> {
        let once = self.once.lock().unwrap_or_else(PoisonError::into_inner);
        once.as_ref().map(|code| format!("http://127.0.0.1:{}/?once={code}", self.port))
    }

    /// Whether a query brings the code, which is used up by that.
    pub fn opens_once(&self, query: &str) -> bool {
        let mut once = self.once.lock().unwrap_or_else(PoisonError::into_inner);
        let brings =
            |code: &String| query.split('&').filter_map(|p| p.strip_prefix("once=")).any(|given| same(given, code));
        let opens = once.as_ref().is_some_and(brings);
        if opens {
            *once = None;
        }
        opens
    }

    /// What the browser keeps once it is in. Cookies know no ports, so its name does.
    pub fn cookie(&self) -> String {
        format!("{}={}; Path=/; HttpOnly; SameSite=Strict", self.name(), self.token)
    }

    fn name(&self) -> String {
        format!("schedario_{}", self.port)
    }

    fn hosts(&self) -> [String; 2] {
        ["127.0.0.1", "localhost"].map(|name| format!("{name}:{}", self.port))
    }

    /// Whether a request is meant for this desk, whoever sends it.
    pub fn is_ours(&self, request: &Request<'_>) -> bool {
        request.host.is_some_and(|host| self.hosts().iter().any(|own| own == host))
    }

    /// Whether a query brings the token.
    pub fn opens(&self, query: &str) -> bool {
        query.split('&').filter_map(|pair| pair.strip_prefix("t=")).any(|given| same(given, &self.token))
    }

    /// Whether a request may read.
    pub fn lets_in(&self, request: &Request<'_>) -> bool {
        let name = self.name();
        let own = |cookie: &str| {
            let (key, value) = cookie.trim().split_once('=')?;
            (key == name).then(|| same(value, &self.token))
        };
        let strange = request.site.is_some_and(|site| !matches!(site, "same-origin" | "none"));
        self.is_ours(request) && !strange && request.cookies.is_some_and(|c| c.split(';').filter_map(own).any(|is| is))
    }

    /// Whether a request may decide: it comes from a page of this desk and says so.
    pub fn lets_decide(&self, request: &Request<'_>) -> bool {
        let origin = request.origin.and_then(|origin| origin.strip_prefix("http://"));
        let json = request.content_type.is_some_and(|kind| kind.split(';').next() == Some("application/json"));
        self.lets_in(request) && json && origin.is_some() && origin == request.host
    }
}

fn random() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(HEXLOWER.encode(&bytes))
}

/// Compares without telling by its time how much was right.
fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |differ, (x, y)| differ | (x ^ y)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_page_of_the_desk_itself_decides() {
        let guard = Guard::new(4321).unwrap();
        let cookie = format!("other=1; schedario_4321={}", guard.token);
        let good = Request {
            host: Some("127.0.0.1:4321"),
            origin: Some("http://127.0.0.1:4321"),
            site: Some("same-origin"),
            cookies: Some(&cookie),
            content_type: Some("application/json"),
        };
        assert!(guard.lets_in(&good) && guard.lets_decide(&good));
        let refused = [
            Request { host: Some("evil.example:4321"), origin: Some("http://evil.example:4321"), ..good },
            Request { host: Some("127.0.0.1:80"), ..good },
            Request { host: None, ..good },
            Request { cookies: None, ..good },
            Request { cookies: Some("schedario_4321=00"), ..good },
            Request { cookies: Some("schedario_1=00"), ..good },
            Request { site: Some("cross-site"), ..good },
        ];
        for request in refused {
            assert!(!guard.lets_in(&request), "{request:?}");
            assert!(!guard.lets_decide(&request), "{request:?}");
        }
        let may_only_read = [
            Request { origin: None, ..good },
            Request { origin: Some("null"), ..good },
            Request { origin: Some("http://evil.example"), ..good },
            Request { origin: Some("http://localhost:4321"), ..good },
            Request { content_type: Some("text/plain"), ..good },
            Request { content_type: None, ..good },
        ];
        for request in may_only_read {
            assert!(guard.lets_in(&request) && !guard.lets_decide(&request), "{request:?}");
        }
    }

    #[test]
    fn the_token_opens_and_nothing_else_does() {
        let guard = Guard::new(1).unwrap();
        assert!(guard.opens(&format!("x=1&t={}", guard.token)));
        assert!(!guard.opens("") && !guard.opens("t=") && !guard.opens(&format!("t={}0", guard.token)));
        assert_ne!(guard.token, Guard::new(1).unwrap().token);
        assert_eq!(guard.token.len(), 64);
    }

    #[test]
    fn the_code_opens_once_and_is_not_the_token() {
        let guard = Guard::new(1).unwrap();
        let url = guard.url_for_once().unwrap();
        assert!(!url.contains(&guard.token));
        let (_, query) = url.split_once('?').unwrap();
        assert!(!guard.opens(query) && !guard.opens_once("once=") && !guard.opens_once(""));
        assert!(guard.opens_once(query) && !guard.opens_once(query));
        assert_eq!(guard.url_for_once(), None);
    }
}
