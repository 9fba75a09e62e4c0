-- Rilievi per regola, e in quanti documenti.
-- Findings by rule, and in how many documents.
create or replace view findings_by_rule as
select
    f.rule,
    r.name,
    f.severity,
    count(*) as findings,
    count(distinct f.document_hash) as documents,
    count(f.decision) as decided
from findings f
join rules r on r.rule = f.rule
group by f.rule, r.name, f.severity
order by f.rule, f.severity;
