-- One row per row of the file customers in the folder input_dir, or of what shop.yml names in its place.
{{ config(enabled=setting('shop') == 'files') }}
{{ read_input_file('customers') }}
