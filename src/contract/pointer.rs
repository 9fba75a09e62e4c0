//! JSON Pointers (RFC 6901): how they are written, and how they are taken apart. The one place that knows their escapes.

use std::borrow::Cow;

/// A JSON Pointer that grows and shrinks during a walk.
#[derive(Clone, Debug, Default)]
pub struct Pointer(String);

impl Pointer {
    /// The pointer as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Does something one step further down.
    pub fn at<T>(&mut self, key: &str, act: impl FnOnce(&mut Pointer) -> T) -> T {
        let length = self.0.len();
        self.0.push('/');
        self.0.push_str(&escaped(key));
        let done = act(self);
        self.0.truncate(length);
        done
    }

    /// Does something at a position of a list.
    pub fn item<T>(&mut self, position: usize, act: impl FnOnce(&mut Pointer) -> T) -> T {
        let length = self.0.len();
        self.0.push('/');
        digits(position, &mut self.0);
        let done = act(self);
        self.0.truncate(length);
        done
    }
}

/// Writes a number; the machinery of formatting would take longer than all else in a walk.
fn digits(number: usize, to: &mut String) {
    if number >= 10 {
        digits(number / 10, to);
    }
    to.push(char::from(b'0' + (number % 10) as u8));
}

/// A key as a step of a JSON Pointer.
pub fn escaped(key: &str) -> Cow<'_, str> {
    match key.contains(['~', '/']) {
        true => Cow::Owned(key.replace('~', "~0").replace('/', "~1")),
        false => Cow::Borrowed(key),
    }
}

/// The keys and positions that a JSON Pointer leads through.
pub fn steps(pointer: &str) -> Vec<Cow<'_, str>> {
    let step = |step| match str::contains(step, '~') {
        true => Cow::Owned(step.replace("~1", "/").replace("~0", "~")),
        false => Cow::Borrowed(step),
    };
    pointer.split('/').skip(1).map(step).collect()
}

/// Whether a JSON Pointer leads to another or below it.
pub fn leads_below(pointer: &str, above: &str) -> bool {
    pointer.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_taken_apart_again() {
        let keys = ["a/b", "~", "~1", "m~n", "", "però"];
        let mut pointer = Pointer::default();
        let written = pointer.at(keys[0], |at| {
            at.at(keys[1], |at| {
                at.at(keys[2], |at| {
                    at.at(keys[3], |at| {
                        at.at(keys[4], |at| at.at(keys[5], |at| at.item(120, |at| at.as_str().to_owned())))
                    })
                })
            })
        });
        assert_eq!(written, "/a~1b/~0/~01/m~0n//però/120");
        assert_eq!(steps(&written), ["a/b", "~", "~1", "m~n", "", "però", "120"]);
        assert_eq!(pointer.as_str(), "");
        assert!(steps("").is_empty());
    }

    #[test]
    fn a_pointer_leads_below_whole_steps_only() {
        assert!(leads_below("/objectives/1/phases", "/objectives/1"));
        assert!(leads_below("/objectives/1", "/objectives/1"));
        assert!(!leads_below("/objectives/12/phases", "/objectives/1"));
    }
}
