#!/bin/sh
# 检查草案：退出码 0 通过，1 有问题，2 没能做完。任何能运行命令的流水线都可以用。
set -u
status=0
qingqing-lint check drafts --format terminal --format html=qingqing.html --format json=qingqing.json || status=$?
exit "$status"
