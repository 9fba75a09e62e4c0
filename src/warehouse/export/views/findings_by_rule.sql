-- Rilievi per regola, in quanti documenti, e che cosa ne ha deciso la revisione.
-- Findings by rule, in how many documents, and what the review has decided about them.
create or replace view findings_by_rule as
select
    f.rule,
    r.name,
    f.severity,
    count(*) as findings,
    count(distinct f.document_hash) as documents,
    count(*) - count(f.decision) as open,
    count(case when f.decision = 'confirmed' then 1 end) as confirmed,
    count(case when f.decision = 'dismissed' then 1 end) as dismissed,
    count(case when f.decision = 'corrected' then 1 end) as corrected
from findings f
join rules r on r.rule = f.rule
group by f.rule, r.name, f.severity
order by f.rule, f.severity;
