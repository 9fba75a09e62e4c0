-- Bilancio per missione e anno, con i nomi ufficiali; le righe senza una missione valida stanno in fondo.
-- Budget by missione and year, with the official names; lines without a valid missione stand last.
create or replace view budget_by_mission as
select
    l.year,
    l.mission_code,
    m.name as mission,
    cast(sum(case when l.side = 'revenues' then l.amount end) as decimal(20, 2)) as revenues,
    cast(sum(case when l.side = 'expenses' then l.amount end) as decimal(20, 2)) as expenses,
    count(*) as lines
from budget_lines l
left join missions m on m.mission_code = l.mission_code
group by l.year, l.mission_code, m.name
order by l.year, l.mission_code nulls last;
