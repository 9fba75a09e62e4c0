//! Regular expressions that are part of the program.
//!
//! One that does not compile must not go unnoticed, since a rule that asks it would keep silent for ever: each brings a test that
//! compiles it.

/// Makes a regular expression at the first use, from anything that gives one or says why it cannot, and a test that does so.
///
/// ```ignore
/// pattern! {
///     /// What a page number looks like.
///     static PAGE: Regex = Regex::new(r"^\d+$");
/// }
/// ```
macro_rules! pattern {
    ($($(#[$meta:meta])* static $name:ident: $kind:ty = $made:expr;)+) => {$(
        $(#[$meta])*
        static $name: std::sync::LazyLock<$kind> = std::sync::LazyLock::new(|| match $made {
            Ok(pattern) => pattern,
            // The test below has seen that it compiles, and nothing of it comes from outside.
            Err(error) => panic!("{}: {error}", stringify!($name)),
        });

        #[cfg(test)]
        #[allow(non_snake_case, reason = "called as the pattern is")]
        mod $name {
            #[test]
            fn compiles() {
                std::sync::LazyLock::force(&super::$name);
            }
        }
    )+};
}

pub(crate) use pattern;
