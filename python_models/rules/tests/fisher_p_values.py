"""One row per set of counts of a rule that is tested, or of it among a part's baskets, with Fisher's p-value."""

import numpy as np
import pyarrow as pa

from basketry.significance import fisher_upper_tail


def model(dbt, session):
    dbt.config(materialized="table")
    dbt.ref("rule_candidates"), dbt.ref("rule_generalisations"), dbt.ref("category_pairs")
    counts = session.sql(
        """
        select support_count, antecedent_count, consequent_count, n_baskets
        from rule_candidates
        union
        select support_count, antecedent_count, general_support_count, general_antecedent_count
        from rule_generalisations
        where n_left_out = 1
        union
        select support_count, antecedent_count, consequent_count, n_baskets
        from category_pairs
        order by all
        """
    ).to_arrow_table()
    p_value = fisher_upper_tail(*(np.asarray(counts[name], np.int64) for name in counts.column_names))
    return counts.append_column("p_value", pa.array(p_value))
