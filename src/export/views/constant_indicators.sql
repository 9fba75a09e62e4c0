-- Indicatori che non cambiano mai: almeno tre anni, sempre lo stesso valore.
-- Indicators that never change: at least three years, the same value in all of them.
create or replace view constant_indicators as
select
    d.path,
    i.description as indicator,
    min(i.year) as first_year,
    max(i.year) as last_year,
    count(distinct i.year) as years,
    min(coalesce(i.achieved, i.previous)) as value,
    max(case when i.says = 'report' then i.page end) as page
from indicators i
join documents d on d.document_hash = i.document_hash
where coalesce(i.achieved, i.previous) is not null and i.year is not null
group by d.path, i.indicator_key, i.description
having count(distinct i.year) >= 3 and count(distinct coalesce(i.achieved, i.previous)) = 1
order by d.path, i.description;
