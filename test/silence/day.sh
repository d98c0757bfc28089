# An ordinary day of a server, as root of a machine of its own: what people and programs do when nobody means harm. Each step
# says whether it worked, because a step that fails is silent for the wrong reason.
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
set -u

step() {
  # Not in the condition of an `if`: there `set -e` has no effect.
  (set -e; "$1") </dev/null
  if [ $? = 0 ]; then echo "step $1: ok"; else echo "step $1: failed"; fi
}
# Nobody types ten lines behind -c: they stand in a file.
as_worker() { printf '%s\n' "$1" > /home/worker/work.sh && su - worker -c 'bash work.sh'; }

accounts() {
  set -e
  groupadd builders
  useradd --create-home --shell /bin/bash --groups sudo worker
  echo 'worker:an-Ordinary-passw0rd' | chpasswd
  gpasswd --add worker builders
  chage --maxdays 180 worker
  id worker | grep -q builders
}

# A package of the site's own, from a repository on disk: installed, upgraded, removed, purged.
local_package() {
  set -e
  only_site='-o Dir::Etc::SourceList=/srv/repository/site.list -o Dir::Etc::SourceParts=- -o APT::Get::List-Cleanup=0'
  for version in 1.0 1.1; do
    d=/srv/build/site-tool-$version
    mkdir -p $d/DEBIAN $d/usr/bin $d/etc/cron.d $d/etc/logrotate.d
    printf '#!/bin/sh\necho site-tool %s\n' $version > $d/usr/bin/site-tool
    printf '17 3 * * * root /usr/bin/site-tool\n' > $d/etc/cron.d/site-tool
    printf '/var/log/site-tool.log {\n  weekly\n  missingok\n  postrotate\n    true\n  endscript\n}\n' > $d/etc/logrotate.d/site-tool
    printf '#!/bin/sh\nset -e\nif ! getent group site-tool >/dev/null; then addgroup --system site-tool || groupadd --system site-tool; fi\ntouch /var/log/site-tool.log\nchgrp site-tool /var/log/site-tool.log\n' > $d/DEBIAN/postinst
    printf '#!/bin/sh\nset -e\nif [ "$1" = purge ]; then rm -f /var/log/site-tool.log; fi\n' > $d/DEBIAN/postrm
    printf '/etc/cron.d/site-tool\n/etc/logrotate.d/site-tool\n' > $d/DEBIAN/conffiles
    printf 'Package: site-tool\nVersion: %s\nArchitecture: all\nMaintainer: Site <root@localhost>\nDescription: tool of this site\n' $version > $d/DEBIAN/control
    chmod 755 $d/usr/bin/site-tool $d/DEBIAN/postinst $d/DEBIAN/postrm
    mkdir -p /srv/repository
    dpkg-deb --root-owner-group --build $d /srv/repository >/dev/null
    (cd /srv/repository && for f in *.deb; do dpkg-deb -f "$f"; echo "Filename: ./$f"; echo "Size: $(stat -c %s "$f")"; echo "SHA256: $(sha256sum "$f" | cut -d' ' -f1)"; echo; done > Packages)
    echo 'deb [trusted=yes] file:/srv/repository ./' > /srv/repository/site.list
    apt-get -qq $only_site update
    if [ $version = 1.0 ]; then apt-get -qq -y $only_site install site-tool; else apt-get -qq -y $only_site upgrade; fi
    site-tool | grep -q $version
  done
  apt-get -qq -y remove site-tool
  dpkg --purge site-tool
}

packages() {
  set -e
  apt-get -qq -y --no-install-recommends --no-download install nginx-light postgresql jq tree
  echo '{"a":1}' | jq -e .a >/dev/null
  tree -L 1 /srv >/dev/null
  dpkg -l | grep -q postgresql
  apt-cache policy nginx-light >/dev/null
  apt-get -qq -y remove tree
  apt-get -qq -y purge jq
  apt-get -qq -y autoremove
  dpkg --verify nginx-light
}

c_build() {
  as_worker 'set -e
    mkdir -p src/calc && cd src/calc
    printf "int add(int a, int b);\n" > add.h
    printf "#include \"add.h\"\nint add(int a, int b) { return a + b; }\n" > add.c
    printf "#include <stdio.h>\n#include \"add.h\"\nint main(void) { printf(\"%%d\\\\n\", add(2, 3)); return 0; }\n" > main.c
    printf "#!/bin/sh\necho \"int main(void){return 0;}\" > conftest.c\ngcc -o conftest conftest.c && ./conftest && echo works\nrm -f conftest conftest.c\n" > configure
    printf "PREFIX ?= /usr/local\ncalc: main.o libadd.a\n\t\$(CC) -o \$@ main.o -L. -ladd\nlibadd.a: add.o\n\tar rcs \$@ \$^\nlibshared.so: add.c\n\t\$(CC) -shared -fPIC -o \$@ add.c\ncheck: calc\n\ttest \"\$\$(./calc)\" = 5\ninstall: calc\n\tinstall -m 755 calc \$(PREFIX)/bin/calc\nclean:\n\trm -f *.o *.a *.so calc\n" > Makefile
    chmod +x configure && ./configure
    make -j2 calc libshared.so && make check && strip calc && ldd ./calc >/dev/null && nm libadd.a >/dev/null' &&
    make -C /home/worker/src/calc install && calc | grep -q 5
}

node_build() {
  as_worker 'set -e
    mkdir -p src/site && cd src/site && mkdir -p lib test
    echo "{\"name\":\"site\",\"version\":\"1.0.0\"}" > package.json
    echo "exports.greet = (who) => \`hello \${who}\`;" > lib/greet.js
    echo "const { test } = require(\"node:test\"); const assert = require(\"node:assert\"); test(\"greets\", () => assert.equal(require(\"../lib/greet.js\").greet(\"x\"), \"hello x\"));" > test/greet.test.js
    echo "const fs = require(\"fs\"), cp = require(\"child_process\"); fs.mkdirSync(\"dist\", { recursive: true }); fs.writeFileSync(\"dist/site.js\", fs.readFileSync(\"lib/greet.js\")); console.log(cp.execSync(\"git --version && uname -s\").toString()); cp.execFileSync(\"node\", [\"--check\", \"dist/site.js\"]);" > build.js
    node build.js && node --test test && node -e "new Worker" 2>/dev/null || true
    test -s dist/site.js
    node -e "const s = require(\"http\").createServer((q, r) => r.end(\"hi\")).listen(0, () => require(\"http\").get({ port: s.address().port }, (r) => { r.resume(); r.on(\"end\", () => s.close()); }))"'
}

npm_build() {
  as_worker 'set -e
    export PATH=/opt/node/bin:$PATH
    mkdir -p src/dependency src/application && cd src/dependency
    printf "{ \"name\": \"dependency\", \"version\": \"1.0.0\", \"scripts\": { \"postinstall\": \"node -e 1\", \"test\": \"node index.js\" } }" > package.json
    echo "exports.answer = 42;" > index.js
    npm test --silent && npm pack --silent && cd ../application
    printf "{ \"name\": \"application\", \"version\": \"1.0.0\", \"scripts\": { \"build\": \"node build.js\" } }" > package.json
    echo "require(\"fs\").writeFileSync(\"answer\", String(require(\"dependency\").answer));" > build.js
    npm install --offline --no-audit --no-fund ../dependency/dependency-1.0.0.tgz
    npm run build && grep -q 42 answer && npm ls
    rm -rf node_modules && npm ci --offline --no-audit --no-fund && npm exec --offline -- node -p 1'
}

git_work() {
  as_worker 'set -e
    git config --global user.name Worker && git config --global user.email worker@localhost && git config --global init.defaultBranch main
    git init -q --bare repositories/calc.git
    git clone -q repositories/calc.git clones/calc && cd clones/calc
    cp ../../src/calc/*.c ../../src/calc/Makefile . && git add . && git commit -q -m "Add the calculator" && git push -q origin HEAD:main
    git checkout -q -b change && sed -i "s/2, 3/1, 4/" main.c && git commit -q -am "Change the numbers" && git push -q origin change
    git fetch -q && git log --oneline | grep -q numbers && git diff HEAD~1 --stat && git stash list
    git merge-base HEAD origin/main >/dev/null && git gc -q && git archive -o ../calc.tar HEAD'
}

keys_and_login() {
  set -e
  mkdir -p /run/sshd
  service ssh start
  as_worker 'mkdir -m 700 .ssh && ssh-keygen -q -t ed25519 -N "" -f .ssh/id_ed25519 && cat .ssh/id_ed25519.pub >> .ssh/authorized_keys && chmod 600 .ssh/authorized_keys
    ssh-keyscan -t ed25519 127.0.0.1 > .ssh/known_hosts 2>/dev/null'
  as_worker 'set -e
    ssh worker@127.0.0.1 "uptime; ls -l; cat /etc/os-release; df -h; ps aux | head -3"
    scp -q src/calc/main.c worker@127.0.0.1:copied.c && test -s copied.c
    rsync -a src/ worker@127.0.0.1:mirror/ && test -s mirror/calc/main.c
    printf "ls src\nquit\n" | sftp -q -b - worker@127.0.0.1
    ssh worker@127.0.0.1 "echo an-Ordinary-passw0rd | sudo -S -p \"\" sh -c \"id -u; ls /root; service --status-all 2>/dev/null | head -3\""
    GIT_SSH_COMMAND=ssh git clone -q worker@127.0.0.1:repositories/calc.git clones/by-ssh'
}

sudo_and_su() {
  set -e
  as_worker 'echo an-Ordinary-passw0rd | sudo -S -p "" apt-get -qq check && echo an-Ordinary-passw0rd | sudo -S -p "" -u nobody id -un && sudo -K'
  su postgres -c 'id -un' | grep -q postgres
  su - worker -c 'id; pwd; date; hostname; uname -a'
  visudo -c
}

web() {
  set -e
  openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=localhost -keyout /etc/ssl/private/site.key -out /etc/ssl/certs/site.pem 2>/dev/null
  printf 'server {\n  listen 8443 ssl;\n  ssl_certificate /etc/ssl/certs/site.pem;\n  ssl_certificate_key /etc/ssl/private/site.key;\n  root /var/www/html;\n}\n' > /etc/nginx/sites-available/tls
  ln -s /etc/nginx/sites-available/tls /etc/nginx/sites-enabled/tls
  echo 'an ordinary page' > /var/www/html/page.html
  chown -R www-data:www-data /var/www/html
  nginx -t
  service nginx restart
  for i in 1 2 3 4 5 6 7 8 9 10; do curl -sf http://127.0.0.1/page.html | grep -q ordinary; curl -skf https://127.0.0.1:8443/page.html >/dev/null; done
  curl -s -o /dev/null -d name=value http://127.0.0.1/form
  wget -q -O /srv/page.html http://127.0.0.1/page.html
  nginx -s reload
  tail -n 3 /var/log/nginx/access.log
}

database() {
  set -e
  service postgresql restart
  for i in 1 2 3 4 5 6 7 8 9 10; do su postgres -c 'psql -qAtc "select 1"' >/dev/null 2>&1 && break; sleep 1; done
  su - postgres -c 'createuser site && createdb -O site site'
  su - postgres -c 'psql -q site' <<SQL
create table visit (id serial primary key, page text, at timestamptz default now());
insert into visit (page) select 'page ' || n from generate_series(1, 5000) n;
create index on visit (page);
analyze visit;
SQL
  su - postgres -c 'psql -qAt site -c "select count(*) from visit"' | grep -q 5000
  su - postgres -c 'pg_dump -Fc site -f site.dump && createdb again && pg_restore -d again site.dump && dropdb again'
}

backups() {
  set -e
  mkdir -p /var/backups/nightly
  tar -czf /var/backups/nightly/system.tar.gz --one-file-system /etc /home /var/www 2>/dev/null
  tar -tzf /var/backups/nightly/system.tar.gz | grep -q etc/passwd
  su - postgres -c 'pg_dumpall' | gzip > /var/backups/nightly/databases.sql.gz
  rsync -a --delete /home /var/www /etc /var/backups/mirror/
  cp -a /etc/nginx /var/backups/nginx-before
  mkdir -p /srv/restored && tar -xzf /var/backups/nightly/system.tar.gz -C /srv/restored home/worker/src
  (cd /srv && zip -qr restored.zip restored && unzip -qt restored.zip)
  find /var/backups -name '*.gz' -mtime +30 -delete
  sha256sum /var/backups/nightly/*.gz > /var/backups/nightly/SHA256SUMS
}

logs() {
  set -e
  logrotate --force /etc/logrotate.conf
  service rsyslog restart || true
  logger -t day 'an ordinary message'
  grep -c '' /var/log/nginx/access.log.1 /var/log/dpkg.log* >/dev/null
  find /var/log -name '*.gz' -size +1M | head -1
  # Without apt-compat, which first sleeps for up to half an hour.
  run-parts --regex '^(dpkg|logrotate|e2scrub_all)$' /etc/cron.daily
}

scheduled() {
  set -e
  printf '* * * * * date > /home/worker/cron-ran\n' | su - worker -c 'crontab -'
  as_worker 'crontab -l' | grep -q cron-ran
  service cron restart
  # At most a minute until the clock strikes; the other steps go on after it.
  for i in $(seq 1 70); do if [ -s /home/worker/cron-ran ]; then break; fi; sleep 1; done
  test -s /home/worker/cron-ran
  as_worker 'crontab -r'
}

python_programs() {
  as_worker 'set -e
    mkdir -p src/report && cd src/report
    printf "import csv, json, sqlite3, subprocess, tempfile, threading, urllib.request\nfrom http.server import HTTPServer, SimpleHTTPRequestHandler\ndb = sqlite3.connect(\"report.db\")\ndb.execute(\"create table if not exists t (a, b)\")\ndb.executemany(\"insert into t values (?, ?)\", [(n, n * n) for n in range(1000)])\ndb.commit()\ns = HTTPServer((\"127.0.0.1\", 0), SimpleHTTPRequestHandler)\nthreading.Thread(target=s.serve_forever, daemon=True).start()\nprint(len(urllib.request.urlopen(\"http://127.0.0.1:%%d/\" %% s.server_port).read()))\nprint(subprocess.run([\"uname\", \"-r\"], capture_output=True, text=True).stdout)\nwith tempfile.NamedTemporaryFile() as f: f.write(json.dumps([1]).encode())\n" > report.py
    printf "import unittest\nclass Sum(unittest.TestCase):\n  def test_sum(self): self.assertEqual(sum([1, 2]), 3)\n" > test_sum.py
    python3 report.py && python3 -m unittest -q test_sum && python3 -m compileall -q . && python3 -m venv --without-pip environment && environment/bin/python -c "print(1)"'
}

java_programs() {
  as_worker 'set -e
    mkdir -p src/service/classes && cd src/service
    printf "import com.sun.net.httpserver.HttpServer;\nimport java.net.*;\nimport java.nio.file.*;\npublic class Service {\n  public static void main(String[] a) throws Exception {\n    HttpServer s = HttpServer.create(new InetSocketAddress(\"127.0.0.1\", 0), 0);\n    s.createContext(\"/\", x -> { byte[] b = \"hello\".getBytes(); x.sendResponseHeaders(200, b.length); x.getResponseBody().write(b); x.close(); });\n    s.start();\n    URL u = new URL(\"http://127.0.0.1:\" + s.getAddress().getPort() + \"/\");\n    Files.write(Path.of(\"answer\"), u.openStream().readAllBytes());\n    System.out.println(new String(new ProcessBuilder(\"uname\", \"-r\").start().getInputStream().readAllBytes()));\n    s.stop(0);\n    System.exit(0);\n  }\n}\n" > Service.java
    javac -d classes Service.java && jar --create --file service.jar --main-class Service -C classes . && java -Xmx64m -jar service.jar && grep -q hello answer'
}

services() {
  set -e
  for name in cron nginx postgresql ssh; do service $name restart; done
  sleep 2
  curl -sf http://127.0.0.1/page.html >/dev/null
  service postgresql status
}

# Whoever looks after the machine logs in for that.
administration() {
  set -e
  cat > /home/worker/administration.sh <<'X'
set -e
ps aux >/dev/null; df -h >/dev/null; free -m >/dev/null; uptime; w >/dev/null; ss -tln >/dev/null; ip addr >/dev/null
top -b -n 1 >/dev/null; vmstat 1 1 >/dev/null; lsof -i >/dev/null || true; last >/dev/null || true; dpkg -l >/dev/null; du -sh /var >/dev/null
sed -i 's/worker_connections .*/worker_connections 512;/' /etc/nginx/nginx.conf
printf '%s\n' '%s/512/768/' wq | vim.tiny -es /etc/nginx/nginx.conf
grep -q 768 /etc/nginx/nginx.conf
service nginx reload
grep -rl listen /etc/nginx >/dev/null
find /etc -name '*.conf' -newer /etc/hostname >/dev/null
chmod 640 /etc/nginx/nginx.conf; chown root:adm /etc/nginx/nginx.conf; chmod 644 /etc/nginx/nginx.conf
ln -sf /usr/share/zoneinfo/Europe/Berlin /etc/localtime
echo '127.0.0.1 site.internal' >> /etc/hosts
getent hosts site.internal
kill -0 $$
mkdir -p /srv/new && mv /srv/new /srv/old && rmdir /srv/old
head -n 2 /etc/passwd; cat /etc/hosts /etc/resolv.conf >/dev/null 2>&1 || true
X
  as_worker 'ssh worker@127.0.0.1 "echo an-Ordinary-passw0rd | sudo -S -p \"\" bash administration.sh"'
}


for name in accounts local_package packages scheduled c_build node_build npm_build git_work keys_and_login sudo_and_su web database python_programs java_programs backups logs services administration; do
  begin=$SECONDS
  step $name
  echo "  $name took $((SECONDS - begin)) s" >&2
done
