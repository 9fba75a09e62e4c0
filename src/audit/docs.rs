//! The pages of the rules, for `schedario rules` and `docs/rules/`.

use super::family;
use super::rule::{Rule, Text};
use super::rules::ALL;
use crate::grammar::FormRule;
use crate::lang::Lang;
use crate::record::Severity;

fn get(text: Text, lang: Lang) -> &'static str {
    match lang {
        Lang::It => text.0,
        Lang::En => text.1,
    }
}

fn severity(severity: Severity, lang: Lang) -> &'static str {
    get(
        match severity {
            Severity::Error => ("errore", "error"),
            Severity::Warning => ("avviso", "warning"),
            Severity::Info => ("nota", "info"),
        },
        lang,
    )
}

/// The page of a rule as Markdown.
pub fn page(rule: &Rule, lang: Lang) -> String {
    let head = |it, en| get((it, en), lang);
    let mut out = format!(
        "# {} {}\n\n*{}: {}*\n\n{}\n\n**{}** {}\n\n**{}** {}\n",
        rule.code,
        rule.name,
        head("Gravità", "Severity"),
        severity(rule.severity, lang),
        get(rule.doc.what, lang),
        head("Perché.", "Why."),
        get(rule.doc.why, lang),
        head("Esempio.", "Example."),
        get(rule.doc.example, lang),
    );
    if let Some(law) = rule.doc.law {
        out += &format!("\n**{}** {}\n", head("Norma.", "Law."), get(law, lang));
    }
    out
}

/// One line a rule: code, severity, name and what it checks.
pub fn index(lang: Lang) -> String {
    ALL.iter()
        .map(|rule| {
            let what = get(rule.doc.what, lang);
            format!("{}  {:8} {:20} {what}\n", rule.code, severity(rule.severity, lang), rule.name)
        })
        .collect()
}

/// The line of a rule that a grammar declares for its family.
pub fn family_index(rule: &FormRule, form: &str, lang: Lang) -> String {
    let gravity = severity(family::severity(rule), lang);
    format!("{}  {gravity:8} {:20} {} [{form}: {}]", rule.code, rule.name, rule.what.get(lang), rule.holds)
}

/// The page of a rule that a grammar declares for its family, as Markdown.
pub fn family_page(rule: &FormRule, form: &str, lang: Lang) -> String {
    let head = |it, en| get((it, en), lang);
    format!(
        "# {} {}\n\n*{}: {}*\n\n{}\n\n**{}** {form}\n\n**{}** `{}`, {} `{}`\n",
        rule.code,
        rule.name,
        head("Gravità", "Severity"),
        severity(family::severity(rule), lang),
        rule.what.get(lang),
        head("Modulo.", "Form."),
        head("Relazione.", "Relation."),
        rule.holds,
        head("su", "on"),
        rule.on,
    )
}
