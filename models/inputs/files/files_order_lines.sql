-- One row per row of the file order_lines in the folder input_dir, as it stands there.
{{ config(enabled=setting('shop') == 'files') }}
{{ read_input_file('order_lines') }}
