# ruff: noqa: RUF001 - Cyrillic letters stand here on purpose.
"""The words of labels that change by themselves, in nine languages: for `volatile`."""

from __future__ import annotations

# Regular expressions; {n} stands for a count, {span} for a count with a unit of time.
UNITS: tuple[str, ...] = (
    r"s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?|months?|years?",
    r"sek|sekunden?|minuten?|std|stunden?|tag(?:e|en)?|wochen?|monat(?:e|en)?",
    r"secondes?|heures?|j|jours?|semaines?|mois",
    r"segundos?|minutos?|horas?|días?|semanas?|mes(?:es)?",
    r"secondi|minut[oi]|or[ae]|giorn[oi]|settiman[ae]|mes[ei]",
    r"seconden|uur|uren|dag(?:en)?|we(?:ek|ken)|maand(?:en)?",
    r"dias?|mês",
    r"сек|секунд[уы]?|мин|минут[уы]?|ч|час(?:а|ов)?|день|дня|дней",
    r"с|хв|хвилин[уи]?|год|годин[уи]?|дні|днів",
)
ONE = r"an?|eine[rmn]?|une?|una?|un'|uma?|een|один|одну"

AGO: tuple[str, ...] = (
    r"{span} ago",
    r"(?:just now|moments ago)",
    r"vor {span}",
    r"(?:gerade eben|soeben)",
    r"il y a {span}",
    r"à l'instant",
    r"hace {span}",
    r"ahora mismo",
    r"{span} fa",
    r"(?:poco fa|adesso)",
    r"{span} geleden",
    r"zojuist",
    r"há {span}",
    r"{span} atrás",
    r"agora mesmo",
    r"(?:{span}|час|минуту|день) назад",
    r"только что",
    r"(?:{span}|годину|хвилину|день) тому",
    r"щойно",
)

EDITED: tuple[str, ...] = (
    r"(?:last |first )?(?:updated|published|posted|modified|edited)",
    r"(?:zuletzt )?(?:aktualisiert|veröffentlicht|bearbeitet)|stand",
    r"(?:mise? à jour|publiée?|modifiée?|actualisée?)",
    r"(?:última actualización|actualizad[oa]|publicad[oa]|editad[oa])",
    r"(?:ultimo aggiornamento|aggiornat[oa]|pubblicat[oa]|modificat[oa])",
    r"(?:laatst )?(?:bijgewerkt|gewijzigd|gepubliceerd|geüpdatet)",
    r"(?:última a(?:c)?tualização|a(?:c)?tualizad[oa])",
    r"(?:обновлен[оа]|обновлён|опубликовано|изменено)",
    r"(?:оновлено|опубліковано|змінено)",
)
AT = r"at|on|um|am|à|le|a las?|el|alle|alle ore|om|op|às|em|в|о|об"

COUNTED: tuple[str, ...] = (
    r"comments?|shares?|likes?|views?|repl(?:y|ies)|retweets?|reposts?|reactions?",
    r"(?:people |users |readers )?(?:watching|reading|viewing|online)(?: now)?",
    r"(?:live )?viewers?|readers?|followers",
    r"kommentare?|aufrufe?|antworten|reaktionen|zuschauer",
    r"leser|mal geteilt|gefällt mir",
    r"commentaires?|partages?|vues?|réactions?|réponses?|spectateurs?|lecteurs?|j'aime",
    r"comentarios?|compartidos|veces compartido|visualizaciones|vistas|reacciones",
    r"respuestas?|espectadores|me gusta",
    r"comment[oi]|condivision[ei]|visualizzazion[ei]|reazion[ei]|rispost[ae]|mi piace",
    r"reacties?|keer gedeeld|weergaven|kijkers|lezers",
    r"comentários?|partilhas?|compartilhamentos?|visualizaç(?:ão|ões)|gostos?|curtidas?",
    r"reações|respostas?",
    r"комментари(?:й|я|ев)|просмотр(?:а|ов)?|репост(?:а|ов)?|лайк(?:а|ов)?",
    r"коментар(?:і|ів|я)?|перегляд(?:и|ів|у)?|поширен(?:ня|ь)|вподобан(?:ня|ь)",
)

READING: tuple[str, ...] = (
    r"{n}[ -]min(?:ute)?s?\.? (?:read|lesezeit|leestijd|чтения|читання)",
    r"{n} min(?:ut[eo]s?|uti)?\.? (?:de lecture|de lectura|di lettura|de leitura)",
    r"(?:reading time|lesezeit|leestijd|время чтения|час читання)\s?:? {span}",
    r"(?:temps de lecture|tiempo de lectura)\s?:? {span}",
    r"tempo d[ie] (?:lettura|leitura)\s?:? {span}",
    r"{n} мин\.? чтения|{n} хв\.? читання",
)

BEFORE = (
    "starts?|begins?|kick-?off|live|beginnt|startet|noch|début|commence|empieza|comienza"
    "|inizia|comincia|begint|começa|начало|через|початок"
)
COUNTDOWN: tuple[str, ...] = (
    rf"(?:{BEFORE})(?: in| dans| en| tra| over| em| через| за)?:? {{spans}}",
    r"(?:countdown|noch):? {clock}",
    r"{spans} (?:left|to go|remaining|verbleibend|restantes?|rimanenti|te gaan)",
)
