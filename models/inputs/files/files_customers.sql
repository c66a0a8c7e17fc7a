-- One row per row of the file customers in the folder input_dir, as it stands there.
{{ read_input_file('customers') }}
