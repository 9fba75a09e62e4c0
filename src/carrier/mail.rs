//! E-mails, registered ones among them, and the files that they carry.

use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::parts::MOST;

/// How often one message may lie in another; registered mail has two, forwarded ones a few more.
const DEEPEST: usize = 50;

/// A message that was taken apart.
pub(super) struct Mail<'b> {
    message: Message<'b>,
}

/// A file of a message.
pub(super) struct MailFile {
    pub position: usize,
    pub name: String,
    pub bytes: u64,
}

impl<'b> Mail<'b> {
    /// Takes a message apart; nothing that looks like none.
    pub fn of(bytes: &'b [u8]) -> Option<Self> {
        const NESTED: &[u8] = b"message/rfc822";
        let nested = bytes.windows(NESTED.len()).filter(|w| w.eq_ignore_ascii_case(NESTED)).take(DEEPEST + 1).count();
        if nested > DEEPEST {
            return None;
        }
        MessageParser::default()
            .parse(bytes)
            .map(|message| Self { message })
            .filter(|mail| !mail.message.headers().is_empty())
    }

    /// The files that it carries. The pictures of its own text are none.
    pub fn files(&self) -> Vec<MailFile> {
        let parts = self.message.parts.iter().enumerate();
        let files = parts.filter(|(k, part)| self.is_file(*k, part)).take(MOST);
        files
            .map(|(position, part)| MailFile { position, name: name(part), bytes: contents(part).len() as u64 })
            .collect()
    }

    /// The bytes of a file.
    pub fn bytes(&self, position: usize) -> Option<&[u8]> {
        self.message.parts.get(position).map(contents)
    }

    fn is_file(&self, position: usize, part: &MessagePart<'_>) -> bool {
        let shown = |list: &[u32]| list.iter().any(|k| usize::try_from(*k) == Ok(position));
        match part.body {
            PartType::Multipart(_) => false,
            PartType::InlineBinary(_) => part.attachment_name().is_some() && part.content_id().is_none(),
            PartType::Text(_) | PartType::Html(_) => {
                part.attachment_name().is_some() && !shown(&self.message.text_body) && !shown(&self.message.html_body)
            }
            PartType::Binary(_) | PartType::Message(_) => true,
        }
    }
}

fn contents<'p>(part: &'p MessagePart<'_>) -> &'p [u8] {
    match &part.body {
        PartType::Message(message) => message.raw_message(),
        _ => part.contents(),
    }
}

/// What a file is called; where nothing says it, what kind of thing it is.
fn name(part: &MessagePart<'_>) -> String {
    let said = part.attachment_name().map(str::to_owned);
    let subject = || match &part.body {
        PartType::Message(message) => Some(message.subject().unwrap_or("messaggio").replace(['/', '\\'], "_")),
        _ => None,
    };
    let name = said.or_else(subject).unwrap_or_default();
    match (&part.body, super::kinds::kind(&name)) {
        (PartType::Message(_), kind) if kind != super::kinds::Kind::Mail => format!("{name}.eml"),
        (_, super::kinds::Kind::Other) if contents(part).starts_with(b"%PDF-") => {
            format!("{}.pdf", if name.is_empty() { "allegato" } else { &name })
        }
        _ => name,
    }
}
