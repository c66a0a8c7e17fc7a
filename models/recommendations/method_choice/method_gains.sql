-- One row per history, target, method and customer who bought something wanted: what the method's list was worth to them.
{{ list_gains(ref('method_recommendations')) }}
