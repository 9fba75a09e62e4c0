-- Grado di raggiungimento per centro e anno: quanti indicatori hanno valore atteso e raggiunto, e quanti lo raggiungono.
-- Achievement by centre and year: how many indicators have an expected and an achieved value, and how many reach it.
create or replace view achievement_by_centre as
select
    c.entity,
    c.name as centre,
    i.year,
    count(*) as indicators,
    count(case when i.expected is not null and i.achieved is not null then 1 end) as comparable,
    count(case when i.achieved >= i.expected then 1 end) as reached,
    cast(round(100.0 * count(case when i.achieved >= i.expected then 1 end)
        / nullif(count(case when i.expected is not null and i.achieved is not null then 1 end), 0), 1) as decimal(5, 1)) as percent_reached
from indicators i
join objectives o on o.objective_key = i.objective_key
left join centres c on c.centre_key = o.centre_key
where i.says = 'report'
group by c.entity, c.name, i.year
order by c.entity nulls last, c.name nulls last, i.year;
