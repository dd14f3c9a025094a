comment on function {touch}({key_type}[]) is {comment};
