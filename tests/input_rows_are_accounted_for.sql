-- Every input row is staged, merged into a staged row, or rejected: nothing is lost and nothing is made up.
select
    input_table,
    n_input,
    n_staged,
    n_merged,
    n_rejected
from {{ ref('input_quality') }}
where n_input <> n_staged + n_merged + n_rejected
