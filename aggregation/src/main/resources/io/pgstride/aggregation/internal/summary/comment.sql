comment on function {refresh}(integer) is {comment};
