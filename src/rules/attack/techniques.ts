/**
 * The techniques of MITRE ATT&CK for Linux and containers, and whether a sensor on the machine can see them at all. Ids and
 * names are MITRE's (attack.mitre.org); what can be seen is our judgement: `no` is what leaves no trace on the machine
 * (reconnaissance, content of messages), `weak` what looks like everyday work.
 */

/** One technique or sub-technique. */
export interface Technique {
  /** `T1003` or `T1003.008`. */
  readonly id: string;
  readonly name: string;
  /** ATT&CK's short names: `credential-access`. */
  readonly tactics: readonly string[];
  readonly visible: 'yes' | 'weak' | 'no';
}

/** id|name|tactics|visible */
const TABLE = `
T1001|Data Obfuscation|command-and-control|no
T1001.001|Junk Data|command-and-control|no
T1001.002|Data Obfuscation via Steganography|command-and-control|yes
T1001.003|Protocol or Service Impersonation|command-and-control|no
T1003|OS Credential Dumping|credential-access|yes
T1003.005|Cached Domain Credentials|credential-access|yes
T1003.007|Proc Filesystem|credential-access|yes
T1003.008|/etc/passwd, /etc/master.passwd and /etc/shadow|credential-access|yes
T1005|Data from Local System|collection|yes
T1007|System Service Discovery|discovery|yes
T1008|Fallback Channels|command-and-control|weak
T1010|Application Window Discovery|discovery|yes
T1011|Exfiltration Over Other Network Medium|exfiltration|no
T1011.001|Exfiltration Over Bluetooth|exfiltration|no
T1014|Rootkit|stealth|yes
T1016|System Network Configuration Discovery|discovery|yes
T1016.001|Internet Connection Discovery|discovery|yes
T1016.002|Wi-Fi Discovery|discovery|no
T1018|Remote System Discovery|discovery|yes
T1020|Automated Exfiltration|exfiltration|yes
T1021|Remote Services|lateral-movement|yes
T1021.004|SSH|lateral-movement|yes
T1021.005|Remote Services:VNC|lateral-movement|yes
T1025|Data from Removable Media|collection|yes
T1027|Obfuscated Files or Information|stealth|yes
T1027.001|Binary Padding|stealth|yes
T1027.002|Software Packing|stealth|yes
T1027.003|Steganography|stealth|no
T1027.004|Compile After Delivery|stealth|yes
T1027.005|Indicator Removal from Tools|stealth|no
T1027.006|HTML Smuggling|stealth|no
T1027.008|Stripped Payloads|stealth|yes
T1027.009|Embedded Payloads|stealth|no
T1027.010|Command Obfuscation|stealth|yes
T1027.011|Fileless Storage|stealth|yes
T1027.013|Encrypted/Encoded File|stealth|yes
T1027.014|Polymorphic Code|stealth|no
T1027.015|Compression|stealth|no
T1027.016|Junk Code Insertion|stealth|no
T1027.017|SVG Smuggling|stealth|no
T1027.018|Invisible Unicode|stealth|yes
T1029|Scheduled Transfer|exfiltration|yes
T1030|Data Transfer Size Limits|exfiltration|yes
T1033|System Owner/User Discovery|discovery|yes
T1036|Masquerading|stealth|yes
T1036.002|Masquerading:Right-to-Left Override|stealth|yes
T1036.003|Rename System Utilities|stealth|yes
T1036.004|Masquerade Task or Service|stealth|yes
T1036.005|Match Legitimate Name or Location|stealth|yes
T1036.006|Space after Filename|stealth|yes
T1036.008|Masquerade File Type|stealth|yes
T1036.009|Break Process Trees|stealth|yes
T1036.010|Masquerade Account Name|stealth|yes
T1036.011|Overwrite Process Arguments|stealth|yes
T1036.012|Browser Fingerprint|stealth|no
T1037|Boot or Logon Initialization Scripts|persistence privilege-escalation|yes
T1037.004|Rc.common|persistence privilege-escalation|yes
T1039|Data from Network Shared Drive|collection|yes
T1040|Network Sniffing|credential-access discovery|yes
T1041|Exfiltration Over C2 Channel|exfiltration|yes
T1046|Network Service Discovery|discovery|yes
T1048|Exfiltration Over Alternative Protocol|exfiltration|yes
T1048.001|Exfiltration Over Symmetric Encrypted Non-C2 Protocol|exfiltration|no
T1048.002|Exfiltration Over Asymmetric Encrypted Non-C2 Protocol|exfiltration|yes
T1048.003|Exfiltration Over Unencrypted/Obfuscated Non-C2 Protocol|exfiltration|yes
T1049|System Network Connections Discovery|discovery|yes
T1052|Exfiltration Over Physical Medium|exfiltration|no
T1052.001|Exfiltration over USB|exfiltration|yes
T1053|Scheduled Task/Job|execution persistence privilege-escalation|yes
T1053.002|At|execution persistence privilege-escalation|yes
T1053.003|Cron|execution persistence privilege-escalation|yes
T1053.006|Systemd Timers|execution persistence privilege-escalation|yes
T1053.007|Kubernetes Cronjob|execution persistence privilege-escalation|yes
T1055|Process Injection|privilege-escalation stealth|yes
T1055.008|Ptrace System Calls|privilege-escalation stealth|yes
T1055.009|Proc Memory|privilege-escalation stealth|yes
T1055.014|VDSO Hijacking|privilege-escalation stealth|yes
T1056|Input Capture|collection credential-access|yes
T1056.001|Keylogging|collection credential-access|yes
T1056.002|GUI Input Capture|collection credential-access|no
T1056.003|Web Portal Capture|collection credential-access|no
T1056.004|Credential API Hooking|collection credential-access|no
T1057|Process Discovery|discovery|yes
T1059|Command and Scripting Interpreter|execution|yes
T1059.004|Bash|execution|yes
T1059.005|Visual Basic|execution|no
T1059.006|Python|execution|yes
T1059.007|JavaScript|execution|yes
T1059.011|Lua|execution|yes
T1059.013|Container CLI/API|execution|yes
T1068|Exploitation for Privilege Escalation|privilege-escalation|yes
T1069|Permission Groups Discovery|discovery|yes
T1069.001|Local Groups|discovery|yes
T1069.002|Domain Groups|discovery|yes
T1070|Indicator Removal on Host|stealth|yes
T1070.003|Clear Command History|stealth|yes
T1070.004|File Deletion|stealth|yes
T1070.006|Timestomp|stealth|yes
T1070.007|Clear Network Connection History and Configurations|stealth|yes
T1070.008|Mailbox Manipulation|stealth|yes
T1070.009|Clear Persistence|stealth|yes
T1070.010|Relocate Malware|stealth|yes
T1071|Application Layer Protocol|command-and-control|yes
T1071.001|Web Protocols|command-and-control|yes
T1071.002|File Transfer Protocols|command-and-control|yes
T1071.003|Mail Protocols|command-and-control|yes
T1071.004|DNS|command-and-control|yes
T1071.005|Publish/Subscribe Protocols|command-and-control|yes
T1072|Software Deployment Tools|execution lateral-movement|yes
T1074|Data Staged|collection|yes
T1074.001|Local Data Staging|collection|yes
T1074.002|Remote Data Staging|collection|no
T1078|Valid Accounts|initial-access persistence privilege-escalation stealth|yes
T1078.001|Default Accounts|initial-access persistence privilege-escalation stealth|yes
T1078.002|Domain Accounts|initial-access persistence privilege-escalation stealth|no
T1078.003|Local Accounts|initial-access persistence privilege-escalation stealth|yes
T1080|Taint Shared Content|lateral-movement|yes
T1082|System Information Discovery|discovery|yes
T1083|File and Directory Discovery|discovery|yes
T1087|Account Discovery|discovery|yes
T1087.001|Local Account|discovery|yes
T1087.002|Domain Account|discovery|yes
T1090|Proxy|command-and-control|yes
T1090.001|Internal Proxy|command-and-control|yes
T1090.002|External Proxy|command-and-control|yes
T1090.003|Multi-hop Proxy|command-and-control|yes
T1090.004|Domain Fronting|command-and-control|no
T1092|Communication Through Removable Media|command-and-control|no
T1095|Non-Application Layer Protocol|command-and-control|yes
T1098|Account Manipulation|persistence privilege-escalation|yes
T1098.004|SSH Authorized Keys|persistence privilege-escalation|yes
T1098.006|Additional Container Cluster Roles|persistence privilege-escalation|yes
T1098.007|Additional Local or Domain Groups|persistence privilege-escalation|yes
T1102|Web Service|command-and-control|yes
T1102.001|Dead Drop Resolver|command-and-control|yes
T1102.002|Bidirectional Communication|command-and-control|no
T1102.003|One-Way Communication|command-and-control|no
T1104|Multi-Stage Channels|command-and-control|weak
T1105|Ingress Tool Transfer|command-and-control|yes
T1106|Native API|execution|yes
T1110|Brute Force|credential-access|yes
T1110.001|Password Guessing|credential-access|yes
T1110.002|Password Cracking|credential-access|yes
T1110.003|Password Spraying|credential-access|yes
T1110.004|Credential Stuffing|credential-access|yes
T1111|Multi-Factor Authentication Interception|credential-access|weak
T1113|Screen Capture|collection|yes
T1114|Email Collection|collection|no
T1114.003|Email Forwarding Rule|collection|no
T1115|Clipboard Data|collection|yes
T1119|Automated Collection|collection|yes
T1120|Peripheral Device Discovery|discovery|yes
T1123|Audio Capture|collection|yes
T1124|System Time Discovery|discovery|yes
T1125|Video Capture|collection|yes
T1129|Server Software Component|execution|yes
T1132|Data Encoding|command-and-control|yes
T1132.001|Standard Encoding|command-and-control|yes
T1132.002|Non-Standard Encoding|command-and-control|no
T1133|External Remote Services|initial-access persistence|weak
T1135|Network Share Discovery|discovery|yes
T1136|Create Account|persistence|yes
T1136.001|Local Account|persistence|yes
T1136.002|Domain Account|persistence|no
T1140|Deobfuscate/Decode Files or Information|stealth|yes
T1176|Browser Extensions|persistence|no
T1176.001|Browser Extensions|persistence|yes
T1176.002|IDE Extensions|persistence|yes
T1189|Drive-by Compromise|initial-access|weak
T1190|Exploit Public-Facing Application|initial-access|yes
T1195|Supply Chain Compromise|initial-access|yes
T1195.001|Compromise Software Dependencies and Development Tools|initial-access|yes
T1195.002|Compromise Software Supply Chain|initial-access|yes
T1195.003|Compromise Hardware Supply Chain|initial-access|no
T1199|Trusted Relationship|initial-access|no
T1200|Hardware Additions|initial-access|weak
T1201|Password Policy Discovery|discovery|yes
T1203|Exploitation for Client Execution|execution|yes
T1204|User Execution|execution|yes
T1204.001|Malicious Link|execution|no
T1204.002|Malicious File|execution|yes
T1204.003|Malicious Image|execution|yes
T1204.004|Malicious Copy and Paste|execution|yes
T1204.005|Malicious Library|execution|yes
T1205|Traffic Signaling|command-and-control persistence stealth|yes
T1205.001|Port Knocking|command-and-control persistence stealth|yes
T1205.002|Socket Filters|command-and-control persistence stealth|yes
T1210|Exploitation of Remote Services|lateral-movement|yes
T1211|Exploitation for Stealth|stealth|weak
T1212|Exploitation for Credential Access|credential-access|yes
T1213|Data from Information Repositories|collection|no
T1213.006|Databases|collection|yes
T1217|Browser Bookmark Discovery|discovery|yes
T1218|Signed Binary Proxy Execution|stealth|no
T1218.015|Electron Applications|stealth|no
T1219|Remote Access Software|command-and-control|yes
T1219.001|IDE Tunneling|command-and-control|yes
T1219.002|Remote Desktop Software|command-and-control|yes
T1219.003|Remote Access Hardware|command-and-control|no
T1222|File and Directory Permissions Modification|defense-impairment|yes
T1222.002|FreeBSD, Linux and Mac File and Directory Permissions Modification|defense-impairment|yes
T1480|Execution Guardrails|stealth|yes
T1480.001|Environmental Keying|stealth|weak
T1480.002|Mutual Exclusion|stealth|yes
T1485|Data Destruction|impact|yes
T1486|Data Encrypted for Impact|impact|yes
T1489|Service Stop|impact|yes
T1490|Inhibit System Recovery|impact|yes
T1491|Defacement|impact|yes
T1491.001|Internal Defacement|impact|yes
T1491.002|External Defacement|impact|yes
T1495|Firmware Corruption|impact|yes
T1496|Resource Hijacking|impact|yes
T1496.001|Compute Hijacking|impact|yes
T1496.002|Bandwidth Hijacking|impact|yes
T1497|Virtualization/Sandbox Evasion|discovery stealth|no
T1497.001|System Checks|discovery stealth|yes
T1497.002|User Activity Based Checks|discovery stealth|no
T1497.003|Time Based Evasion|discovery stealth|yes
T1498|Network Denial of Service|impact|yes
T1498.001|Direct Network Flood|impact|yes
T1498.002|Reflection Amplification|impact|no
T1499|Endpoint Denial of Service|impact|yes
T1499.001|OS Exhaustion Flood|impact|yes
T1499.002|Service Exhaustion Flood|impact|no
T1499.003|Application Exhaustion Flood|impact|no
T1499.004|Application or System Exploitation|impact|no
T1505|Server Software Component|persistence|yes
T1505.001|SQL Stored Procedures|persistence|yes
T1505.002|Transport Agent|persistence|no
T1505.003|Web Shell|persistence|yes
T1518|Software Discovery|discovery|yes
T1518.001|Security Software Discovery|discovery|yes
T1518.002|Backup Software Discovery|discovery|no
T1525|Implant Internal Image|persistence|yes
T1528|Steal Application Access Token|credential-access|yes
T1529|System Shutdown/Reboot|impact|yes
T1531|Account Access Removal|impact|yes
T1534|Internal Spearphishing|lateral-movement|no
T1539|Steal Web Session Cookie|credential-access|yes
T1542|Pre-OS Boot|persistence stealth|yes
T1542.002|Component Firmware|persistence stealth|yes
T1542.003|Bootkit|persistence stealth|yes
T1543|Create or Modify System Process|persistence privilege-escalation|yes
T1543.002|SysV/Systemd Service|persistence privilege-escalation|yes
T1543.005|Container Service|persistence privilege-escalation|yes
T1546|Event Triggered Execution|persistence privilege-escalation|yes
T1546.004|.bash_profile .bashrc and .shrc|persistence privilege-escalation|yes
T1546.005|Trap|persistence privilege-escalation|yes
T1546.016|Installer Packages|persistence privilege-escalation|yes
T1546.017|Udev Rules|persistence privilege-escalation|yes
T1546.018|Python Startup Hooks|persistence privilege-escalation|yes
T1547|Boot or Logon Autostart Execution|persistence privilege-escalation|yes
T1547.006|Kernel Modules and Extensions|persistence privilege-escalation|yes
T1547.013|XDG Autostart Entries|persistence privilege-escalation|yes
T1548|Abuse Elevation Control Mechanism|privilege-escalation|yes
T1548.001|Setuid and Setgid|privilege-escalation|yes
T1548.003|Sudo and Sudo Caching|privilege-escalation|yes
T1550|Use Alternate Authentication Material|lateral-movement|no
T1550.001|Application Access Token|lateral-movement|yes
T1552|Unsecured Credentials|credential-access|yes
T1552.001|Credentials In Files|credential-access|yes
T1552.003|Bash History|credential-access|yes
T1552.004|Private Keys|credential-access|yes
T1552.007|Kubernetes List Secrets|credential-access|yes
T1553|Subvert Trust Controls|defense-impairment|yes
T1553.004|Install Root Certificate|defense-impairment|yes
T1554|Compromise Host Software Binary|persistence|yes
T1555|Credentials from Password Stores|credential-access|yes
T1555.002|Securityd Memory|credential-access|no
T1555.003|Credentials from Web Browsers|credential-access|yes
T1555.005|Password Managers|credential-access|yes
T1556|Modify Authentication Process|credential-access defense-impairment persistence|yes
T1556.003|Pluggable Authentication Modules|credential-access defense-impairment persistence|yes
T1556.006|Multi-Factor Authentication|credential-access defense-impairment persistence|yes
T1557|Adversary-in-the-Middle|collection credential-access|yes
T1557.002|ARP Cache Poisoning|collection credential-access|yes
T1557.003|DHCP Spoofing|collection credential-access|yes
T1558|Steal or Forge Kerberos Tickets|credential-access|no
T1558.005|Ccache Files|credential-access|yes
T1559|Inter-Process Communication|execution|yes
T1560|Archive Collected Data|collection|yes
T1560.001|Archive via Utility|collection|yes
T1560.002|Archive via Library|collection|yes
T1560.003|Archive via Custom Method|collection|yes
T1561|Disk Wipe|impact|yes
T1561.001|Disk Content Wipe|impact|yes
T1561.002|Disk Structure Wipe|impact|yes
T1563|Remote Service Session Hijacking|lateral-movement|yes
T1563.001|SSH Hijacking|lateral-movement|yes
T1564|Hide Artifacts|stealth|yes
T1564.001|Hidden Files and Directories|stealth|yes
T1564.002|Hidden Users|stealth|yes
T1564.003|Hidden Window|stealth|yes
T1564.005|Hidden File System|stealth|yes
T1564.006|Run Virtual Instance|stealth|yes
T1564.007|VBA Stomping|stealth|no
T1564.008|Email Hiding Rules|stealth|no
T1564.011|Ignore Process Interrupts|stealth|yes
T1564.012|File/Path Exclusions|stealth|yes
T1564.013|Bind Mounts|stealth|yes
T1564.014|Extended Attributes|stealth|yes
T1565|Data Manipulation|impact|yes
T1565.001|Stored Data Manipulation|impact|yes
T1565.002|Transmitted Data Manipulation|impact|weak
T1565.003|Runtime Data Manipulation|impact|yes
T1566|Phishing|initial-access|no
T1566.001|Spearphishing Attachment|initial-access|no
T1566.002|Spearphishing Link|initial-access|no
T1566.003|Spearphishing via Service|initial-access|no
T1566.004|Spearphishing Voice|initial-access|no
T1567|Exfiltration Over Web Service|exfiltration|yes
T1567.001|Exfiltration to Code Repository|exfiltration|yes
T1567.002|Exfiltration to Cloud Storage|exfiltration|yes
T1567.003|Exfiltration to Text Storage Sites|exfiltration|yes
T1567.004|Exfiltration Over Webhook|exfiltration|yes
T1568|Dynamic Resolution|command-and-control|yes
T1568.001|Fast Flux DNS|command-and-control|no
T1568.002|Domain Generation Algorithms|command-and-control|yes
T1568.003|DNS Calculation|command-and-control|no
T1569|System Services|execution|yes
T1569.003|Systemctl|execution|yes
T1570|Lateral Tool Transfer|lateral-movement|yes
T1571|Non-Standard Port|command-and-control|yes
T1572|Protocol Tunneling|command-and-control|yes
T1573|Encrypted Channel|command-and-control|yes
T1573.001|Symmetric Cryptography|command-and-control|yes
T1573.002|Asymmetric Cryptography|command-and-control|no
T1574|Hijack Execution Flow|execution stealth|yes
T1574.006|LD_PRELOAD|execution stealth|yes
T1574.007|Path Interception by PATH Environment Variable|execution stealth|yes
T1606|Forge Web Credentials|credential-access|no
T1606.001|Web Cookies|credential-access|weak
T1609|Kubernetes Exec Into Container|execution|yes
T1610|Deploy a container|execution|yes
T1611|Escape to Host|privilege-escalation|yes
T1612|Build Image on Host|stealth|yes
T1613|Container and Resource Discovery|discovery|yes
T1614|System Location Discovery|discovery|yes
T1614.001|System Language Discovery|discovery|yes
T1620|Reflective Code Loading|stealth|yes
T1621|Multi-Factor Authentication Request Generation|credential-access|no
T1622|Debugger Evasion|discovery stealth|yes
T1649|Steal or Forge Authentication Certificates|credential-access|yes
T1652|Device Driver Discovery|discovery|yes
T1653|Power Settings|persistence|yes
T1654|Log Enumeration|discovery|yes
T1657|Financial Theft|impact|no
T1659|Content Injection|command-and-control initial-access|yes
T1665|Hide Infrastructure|command-and-control|no
T1667|Email Bombing|impact|no
T1668|Exclusive Control|persistence|yes
T1669|Wi-Fi Networks|initial-access|no
T1673|Virtual Machine Discovery|discovery|yes
T1674|Input Injection|execution|yes
T1678|Delay Execution|stealth|yes
T1680|Local Storage Discovery|discovery|yes
T1684|Social Engineering|stealth|no
T1684.001|Impersonation|stealth|no
T1684.002|Email Spoofing|stealth|no
T1685|Disable or Modify Tools|defense-impairment|yes
T1685.003|Modify or Spoof Tool UI|defense-impairment|yes
T1685.004|Disable or Modify Linux Audit System Log|defense-impairment|yes
T1685.006|Clear Linux or Mac System Logs|defense-impairment|yes
T1686|Disable or Modify System Firewall|defense-impairment|yes
T1687|Exploitation for Defense Impairment|defense-impairment|weak
T1689|Downgrade Attack|defense-impairment|weak
T1690|Prevent Command History Logging|defense-impairment|yes
`;

/** By id, in the order of ids. */
export const TECHNIQUES: ReadonlyMap<string, Technique> = new Map(
  TABLE.trim()
    .split('\n')
    .map((line) => {
      const [id = '', name = '', tactics = '', visible = 'no'] = line.split('|');
      return [id, { id, name, tactics: tactics.split(' '), visible: visible as Technique['visible'] }];
    }),
);

/** `T1003` of `T1003.008`; of a technique itself the same. */
export function parentOf(id: string): string {
  return id.split('.', 1)[0]!;
}
