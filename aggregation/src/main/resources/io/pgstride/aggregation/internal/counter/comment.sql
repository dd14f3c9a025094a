comment on function {exact}({key_type}) is {comment};
