-- Indicatori che non cambiano mai: lo stesso centro, le stesse parole, almeno tre anni, sempre lo stesso valore.
-- Indicators that never change: the same centre, the same words, at least three years, the same value in all of them.
create or replace view constant_indicators as
select
    c.entity,
    c.name as centre,
    i.description as indicator,
    min(i.year) as first_year,
    max(i.year) as last_year,
    count(distinct i.year) as years,
    min(coalesce(i.achieved, i.previous)) as value,
    count(distinct i.document_hash) as documents
from indicators i
join objectives o on o.objective_key = i.objective_key
left join centres c on c.centre_key = o.centre_key
where coalesce(i.achieved, i.previous) is not null and i.year is not null
group by c.entity, c.name, i.description
having count(distinct i.year) >= 3 and count(distinct coalesce(i.achieved, i.previous)) = 1
order by c.entity nulls last, c.name nulls last, i.description;
