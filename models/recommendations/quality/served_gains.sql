-- One row per target and customer who bought something wanted: what the list that would have been served was worth to them.
{{ list_gains(ref('served_before')) }}
