//! The pages of the rules, for `schedario rules` and `docs/rules/`.

use super::rule::{Rule, Text};
use super::rules::ALL;
use crate::base::lang::Lang;
use crate::grammar::FormRule;

fn get(text: Text, lang: Lang) -> &'static str {
    match lang {
        Lang::It => text.0,
        Lang::En => text.1,
    }
}

/// The page of a rule as Markdown.
pub fn page(rule: &Rule, lang: Lang) -> String {
    let head = |it, en| get((it, en), lang);
    let mut out = format!(
        "# {} {}\n\n*{}; {}: {}*\n\n{}\n\n**{}** {}\n\n**{}** {}\n",
        rule.code,
        get(rule.title, lang),
        rule.name,
        head("gravità", "severity"),
        rule.severity.told(lang),
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
            format!("{}  {:8} {:20} {what}\n", rule.code, rule.severity.told(lang), rule.name)
        })
        .collect()
}

/// The line of a rule that a grammar declares for its family.
pub fn family_index(rule: &FormRule, form: &str, lang: Lang) -> String {
    let gravity = rule.severity.told(lang);
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
        rule.severity.told(lang),
        rule.what.get(lang),
        head("Modulo.", "Form."),
        head("Relazione.", "Relation."),
        rule.holds,
        head("su", "on"),
        rule.on,
    )
}
