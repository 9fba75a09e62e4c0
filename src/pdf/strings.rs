//! What a file says of itself.

/// What a text string of the file says to a reader: without control characters and the space around it.
pub(super) fn text(raw: &[u8]) -> String {
    let text: String = super::text::string(raw).chars().filter(|c| !c.is_control()).collect();
    text.trim().to_owned()
}
