-- Totali che non tornano: il totale stampato non è la somma delle righe; con documento, pagina e riquadro.
-- Restano fuori i documenti letti solo in parte, le cui righe possono mancare.
-- Totals that do not reconcile: the printed total is not the sum of the lines; with document, page and box.
-- Documents that were read in part only are left out, since lines of theirs may be missing.
create or replace view unreconciled_totals as
select
    d.path,
    o.code as objective,
    t.side,
    t.amount as printed,
    t.summed,
    t.amount - t.summed as difference,
    t.page,
    t.x0,
    t.y0,
    t.x1,
    t.y1
from budget_totals t
join objectives o on o.objective_key = t.objective_key
join documents d on d.document_hash = t.document_hash
where t.amount <> t.summed and not d.partial
order by d.path, o.position, t.side;
