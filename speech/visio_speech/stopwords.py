"""Words that tell nothing about a topic, French and English, spoken fillers included."""

from __future__ import annotations

_FRENCH = """
ai aie aies ait alors après assez au aucun aucune aujourd aura aurait aussi autre autres aux avaient avais avait avant
avec avez aviez avions avoir avons ayant bah bas beaucoup ben bien bon bonjour bref ça car ce ceci cela celle celles
celui ces cet cette ceux chaque chez chose choses ci comme comment contre côté coup crois dans de déjà depuis des
dessous dessus deux devant dire dis disais disait dit dites dois doit donc dont du elle elles en encore enfin entre es
est et étaient étais était étant été êtes être eu eux euh fais faire fait faites faut fois font genre grand grande
hein hier ici il ils jamais je juste jusque la là le les leur leurs lors lui ma maintenant mais mal me même mêmes merci
mes met mettre mieux moi moins mon monsieur madame ne ni non nos notre nous nouveau on ont ou où ouais oui par parce
parfois parler part pas passe petit petite peu peut peuvent peux plus plutôt point pour pourquoi pourrait pouvez
pouvoir près presque prendre puis puisque quand quatre que quel quelle quelles quelque quelques quels qui quoi rien
sais sait sa sans savez savoir se sera serait ses seulement si sien sinon six soi soit sommes son sont sous souvent
suis sur ta tant te tel telle tellement tes toi ton toujours tous tout toute toutes très trois trop tu un une va vais
vas vers veulent veut veux vient voilà voir vois voit voix vont vos votre voulais voulait voulez vouloir vous vrai
vraiment vu cinq sept huit neuf dix accord oh ah
"""
_ENGLISH = """
about above actually after again all almost already also always and any anything are aren around away back because been
before being below between both but came can cannot come comes could couldn did didn does doesn doing don done down
during each either else enough even ever every everyone everything few fine first for four five six seven eight nine
ten from further gets getting give going gonna good got great guess had hadn has hasn have haven having hello her here
hers him his how however into isn its itself just keep kind know last least less let like likely little lot made make
makes making many may maybe mean might mine more most much must need needs never next nice nothing now off okay once
one only onto other others our ours out over own perhaps please point pretty probably put quite rather really right
said same saw say saying says see seen shall she should shouldn since some someone something soon sort still stuff such
sure take taken tell than thank thanks that the their theirs them then there these they thing things think this those
though thought three through time times today together too two under until upon use used using usually very wanna want
wants was wasn way ways well went were weren what when where whether which while who whole whom whose why will with
within without won work would wouldn yeah yep yes yet you your yours not nor let way
"""

STOPWORDS = frozenset(f"{_FRENCH} {_ENGLISH}".split())
