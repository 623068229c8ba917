<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE">
<context>
    <name>AboutSheet</name>
    <message>
        <source>About</source>
        <translation>Über</translation>
    </message>
    <message>
        <source>Version {version}</source>
        <translation>Version {version}</translation>
    </message>
    <message>
        <source>Finds your photos by what is in them. Everything happens on this computer: no photo, no search and no word about you leaves it.</source>
        <translation>Findet deine Fotos nach dem, was darauf ist. Alles geschieht auf diesem Computer: kein Foto, keine Suche und kein Wort über dich verlässt ihn.</translation>
    </message>
    <message>
        <source>Red Bicycle itself.</source>
        <translation>Red Bicycle selbst.</translation>
    </message>
    <message>
        <source>Its icons: Phosphor Icons.</source>
        <translation>Seine Symbole: Phosphor Icons.</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Made with these packages</source>
        <translation>Gemacht mit diesen Paketen</translation>
    </message>
</context>
<context>
    <name>BrowsePage</name>
    <message>
        <source>Searching …</source>
        <translation>Sucht …</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>Nichts gefunden</translation>
    </message>
    <message>
        <source>The {n} closest photos</source>
        <translation>Die {n} ähnlichsten Fotos</translation>
    </message>
    <message>
        <source>{n} not understood yet</source>
        <translation>{n} noch nicht erfasst</translation>
    </message>
    <message>
        <source>Compared with {n} in {ms:.0f} ms, by cosine similarity</source>
        <translation>Mit {n} verglichen in {ms:.0f} ms, nach Kosinus-Ähnlichkeit</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>Bibliothek</translation>
    </message>
    <message>
        <source>The search could not be answered</source>
        <translation>Die Suche konnte nicht beantwortet werden</translation>
    </message>
    <message>
        <source>No photos yet</source>
        <translation>Noch keine Fotos</translation>
    </message>
    <message>
        <source>{n} and more</source>
        <translation>{n} und mehr</translation>
    </message>
    <message>
        <source>No favourites yet</source>
        <translation>Noch keine Favoriten</translation>
    </message>
    <message>
        <source>Press F on a photo, or click the heart on it.</source>
        <translation>Drücke F auf einem Foto oder klicke auf sein Herz.</translation>
    </message>
    <message>
        <source>Nothing new</source>
        <translation>Nichts Neues</translation>
    </message>
    <message>
        <source>What is added to your folders shows up here for a month.</source>
        <translation>Was in deine Ordner dazukommt, erscheint hier einen Monat lang.</translation>
    </message>
    <message>
        <source>The trash is empty</source>
        <translation>Der Papierkorb ist leer</translation>
    </message>
    <message>
        <source>Photos that you delete here go to the system&apos;s trash and can be put back.</source>
        <translation>Fotos, die du hier löschst, kommen in den Papierkorb des Systems und lassen sich zurücklegen.</translation>
    </message>
    <message>
        <source>They are being read. You can search as soon as the first ones are here.</source>
        <translation>Sie werden gerade gelesen. Du kannst suchen, sobald die ersten da sind.</translation>
    </message>
    <message>
        <source>There are none in this folder yet. New ones are taken in by themselves.</source>
        <translation>In diesem Ordner sind noch keine. Neue werden von selbst aufgenommen.</translation>
    </message>
    <message>
        <source>Your photos will appear here</source>
        <translation>Hier erscheinen deine Fotos</translation>
    </message>
    <message>
        <source>No photos like that</source>
        <translation>Keine solchen Fotos</translation>
    </message>
    <message>
        <source>None of your photos fits all parts of the search.</source>
        <translation>Keines deiner Fotos passt zu allen Teilen der Suche.</translation>
    </message>
    <message>
        <source>Still understanding your photos</source>
        <translation>Deine Fotos werden noch erfasst</translation>
    </message>
    <message>
        <source>{n} come first. What you search for will appear as they are understood.</source>
        <translation>Erst kommen noch {n}. Was du suchst, erscheint, sobald sie erfasst sind.</translation>
    </message>
    <message>
        <source>Nothing found yet</source>
        <translation>Noch nichts gefunden</translation>
    </message>
    <message>
        <source>Your photos are being read. What you search for will appear as they are understood.</source>
        <translation>Deine Fotos werden gerade gelesen. Was du suchst, erscheint, sobald sie verstanden sind.</translation>
    </message>
    <message>
        <source>Describe it in other words: what is to be seen, where it was, which colours it has.</source>
        <translation>Beschreibe es mit anderen Worten: was zu sehen ist, wo es war, welche Farben es hat.</translation>
    </message>
</context>
<context>
    <name>CaptionEditor</name>
    <message>
        <source>Ctrl+Enter saves · Esc leaves</source>
        <translation>Strg+Eingabe speichert · Esc verlässt</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
</context>
<context>
    <name>CaptionField</name>
    <message>
        <source>Describe the photo in your words</source>
        <translation>Beschreibe das Foto mit deinen Worten</translation>
    </message>
    <message>
        <source>Caption</source>
        <translation>Bildtext</translation>
    </message>
</context>
<context>
    <name>CaptionLine</name>
    <message>
        <source>Caption (C)</source>
        <translation>Bildtext (C)</translation>
    </message>
    <message>
        <source>Caption: {text}</source>
        <translation>Bildtext: {text}</translation>
    </message>
    <message>
        <source>Caption: none yet</source>
        <translation>Bildtext: noch keiner</translation>
    </message>
    <message>
        <source>Add a caption</source>
        <translation>Bildtext hinzufügen</translation>
    </message>
</context>
<context>
    <name>ClosedLibrary</name>
    <message>
        <source>Your library cannot be opened</source>
        <translation>Deine Bibliothek lässt sich nicht öffnen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Choose another library …</source>
        <translation>Andere Bibliothek wählen …</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Tried again at {time}: it is still so.</source>
        <translation>Um {time} noch einmal versucht: Es ist noch immer so.</translation>
    </message>
    <message>
        <source>Open a library</source>
        <translation>Bibliothek öffnen</translation>
    </message>
</context>
<context>
    <name>Completer</name>
    <message>
        <source>Suggestions</source>
        <translation>Vorschläge</translation>
    </message>
    <message>
        <source>Enter takes it · Shift+Del forgets a past search</source>
        <translation>Eingabe übernimmt · Umschalt+Entf vergisst eine frühere Suche</translation>
    </message>
</context>
<context>
    <name>ContextLine</name>
    <message>
        <source>Favourite (F)</source>
        <translation>Favorit (F)</translation>
    </message>
    <message>
        <source>Rate (0 to 5)</source>
        <translation>Bewerten (0 bis 5)</translation>
    </message>
    <message>
        <source>Move to trash (Del)</source>
        <translation>In den Papierkorb (Entf)</translation>
    </message>
    <message>
        <source>Put back (Del)</source>
        <translation>Zurücklegen (Entf)</translation>
    </message>
    <message>
        <source>Select nothing (Esc)</source>
        <translation>Nichts auswählen (Esc)</translation>
    </message>
    <message>
        <source>Squares, or photos in their shapes</source>
        <translation>Quadrate, oder Fotos in ihrer Form</translation>
    </message>
    <message>
        <source>By time</source>
        <translation>Nach Zeit</translation>
    </message>
    <message>
        <source>By folder</source>
        <translation>Nach Ordner</translation>
    </message>
    <message>
        <source>By rating</source>
        <translation>Nach Bewertung</translation>
    </message>
    <message>
        <source>By camera</source>
        <translation>Nach Kamera</translation>
    </message>
    <message>
        <source>By what the photos are arranged</source>
        <translation>Wonach die Fotos geordnet sind</translation>
    </message>
    <message>
        <source>No rating</source>
        <translation>Keine Bewertung</translation>
    </message>
    <message>
        <source>Closest first</source>
        <translation>Ähnlichste zuerst</translation>
    </message>
    <message>
        <source>Newest first</source>
        <translation>Neueste zuerst</translation>
    </message>
    <message>
        <source>The {n} closest photos</source>
        <translation>Die {n} ähnlichsten Fotos</translation>
    </message>
    <message>
        <source>In which order the photos come that were found</source>
        <translation>In welcher Reihenfolge die gefundenen Fotos kommen</translation>
    </message>
    <message>
        <source>Size of the photos</source>
        <translation>Größe der Fotos</translation>
    </message>
    <message>
        <source>Size of the photos (Ctrl + wheel)</source>
        <translation>Größe der Fotos (Strg + Mausrad)</translation>
    </message>
    <message>
        <source>{n} selected</source>
        <translation>{n} ausgewählt</translation>
    </message>
</context>
<context>
    <name>ErrorBar</name>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>FavouriteButton</name>
    <message>
        <source>Favourite</source>
        <translation>Favorit</translation>
    </message>
    <message>
        <source>Favourite (F)</source>
        <translation>Favorit (F)</translation>
    </message>
</context>
<context>
    <name>Filmstrip</name>
    <message>
        <source>Filmstrip</source>
        <translation>Filmstreifen</translation>
    </message>
    <message>
        <source>Photo {n} of {all}</source>
        <translation>Foto {n} von {all}</translation>
    </message>
</context>
<context>
    <name>FolderActions</name>
    <message>
        <source>Add a folder</source>
        <translation>Ordner hinzufügen</translation>
    </message>
    <message>
        <source>“{name}” was removed from the library; its files are where they were.</source>
        <translation>„{name}“ wurde aus der Bibliothek entfernt; die Dateien sind, wo sie waren.</translation>
    </message>
    <message>
        <source>Stopped. “{name}” is watched all the same, and the rest of it is read later.</source>
        <translation>Angehalten. „{name}“ wird trotzdem beobachtet, und der Rest davon später gelesen.</translation>
    </message>
    <message>
        <source>“{name}” is left out; {photos} left the views.</source>
        <translation>„{name}“ wird ausgelassen; {photos} sind nicht mehr zu sehen.</translation>
    </message>
</context>
<context>
    <name>FoldersPage</name>
    <message>
        <source>Folders</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Add a folder</source>
        <translation>Ordner hinzufügen</translation>
    </message>
    <message>
        <source>Red Bicycle looks into these folders and keeps up with what changes. Photos are only ever read.</source>
        <translation>Red Bicycle sieht in diese Ordner und hält Schritt mit dem, was sich ändert. Fotos werden nur gelesen.</translation>
    </message>
    <message>
        <source>Watched folders</source>
        <translation>Beobachtete Ordner</translation>
    </message>
    <message>
        <source>Folders that are left out</source>
        <translation>Ausgelassene Ordner</translation>
    </message>
    <message>
        <source>Names that are left out</source>
        <translation>Ausgelassene Namen</translation>
    </message>
    <message>
        <source>Write sidecar files</source>
        <translation>Begleitdateien schreiben</translation>
    </message>
    <message>
        <source>Beside your photos</source>
        <translation>Neben deinen Fotos</translation>
    </message>
    <message>
        <source>Write what you say of photos into sidecar files beside them (.xmp): stars, captions and turns, from now on. Other programs read them; all else in them stays, and the photos are never written to.</source>
        <translation>Schreibt von nun an in Begleitdateien neben den Fotos (.xmp), was du über sie sagst: Sterne, Bildtexte und Drehung. Andere Programme lesen sie; alles Übrige darin bleibt, und die Fotos selbst werden nie beschrieben.</translation>
    </message>
    <message>
        <source>None. Folders inside a watched one can be left out one by one.</source>
        <translation>Keine. Ordner in einem beobachteten lassen sich einzeln auslassen.</translation>
    </message>
    <message>
        <source>Leave out a folder</source>
        <translation>Ordner auslassen</translation>
    </message>
    <message>
        <source>No folder yet.</source>
        <translation>Noch kein Ordner.</translation>
    </message>
    <message>
        <source>Look through “{name}” now</source>
        <translation>„{name}“ jetzt durchsehen</translation>
    </message>
    <message>
        <source>Show “{name}” in the file manager</source>
        <translation>„{name}“ im Dateimanager zeigen</translation>
    </message>
    <message>
        <source>Remove “{name}” from the library</source>
        <translation>„{name}“ aus der Bibliothek entfernen</translation>
    </message>
    <message>
        <source>Away</source>
        <translation>Nicht da</translation>
    </message>
    <message>
        <source>Its drive or share is away. Its photos stay in the library.</source>
        <translation>Sein Laufwerk ist nicht da. Seine Fotos bleiben in der Bibliothek.</translation>
    </message>
    <message>
        <source>Being read</source>
        <translation>Wird gelesen</translation>
    </message>
    <message>
        <source>Looked at now and then</source>
        <translation>Wird ab und zu durchgesehen</translation>
    </message>
    <message>
        <source>A network drive tells nobody of changes; it is looked through every half minute.</source>
        <translation>Ein Netzlaufwerk meldet keine Änderungen; es wird jede halbe Minute durchgesehen.</translation>
    </message>
    <message>
        <source>Watched</source>
        <translation>Beobachtet</translation>
    </message>
    <message>
        <source>New photos are taken in by themselves.</source>
        <translation>Neue Fotos kommen von selbst dazu.</translation>
    </message>
    <message>
        <source>Take in again</source>
        <translation>Wieder aufnehmen</translation>
    </message>
    <message>
        <source>Take in “{name}” again</source>
        <translation>„{name}“ wieder aufnehmen</translation>
    </message>
</context>
<context>
    <name>FootBar</name>
    <message>
        <source>Zoom: {percent}</source>
        <translation>Zoom: {percent}</translation>
    </message>
</context>
<context>
    <name>GridVerbs</name>
    <message>
        <source>Rate</source>
        <translation>Bewerten</translation>
    </message>
    <message>
        <source>No rating</source>
        <translation>Keine Bewertung</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>Alles auswählen</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>More like this</source>
        <translation>Mehr davon</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message>
        <source>Put back</source>
        <translation>Zurücklegen</translation>
    </message>
    <message>
        <source>No favourite any more</source>
        <translation>Kein Favorit mehr</translation>
    </message>
    <message>
        <source>Favourite</source>
        <translation>Favorit</translation>
    </message>
    <message>
        <source>Turn left</source>
        <translation>Nach links drehen</translation>
    </message>
    <message>
        <source>Turn right</source>
        <translation>Nach rechts drehen</translation>
    </message>
    <message>
        <source>Move to trash</source>
        <translation>In den Papierkorb</translation>
    </message>
</context>
<context>
    <name>GuideSheet</name>
    <message>
        <source>User guide</source>
        <translation>Anleitung</translation>
    </message>
    <message>
        <source>The guide is not part of this installation. Install the app again to have it.</source>
        <translation>Die Anleitung gehört nicht zu dieser Installation. Installiere die App neu, um sie zu haben.</translation>
    </message>
</context>
<context>
    <name>Histogram</name>
    <message>
        <source>Histogram</source>
        <translation>Histogramm</translation>
    </message>
</context>
<context>
    <name>InformationPanel</name>
    <message>
        <source>Information</source>
        <translation>Informationen</translation>
    </message>
    <message>
        <source>Choose a photo to see what is known about it.</source>
        <translation>Wähle ein Foto, um zu sehen, was darüber bekannt ist.</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message>
        <source>Away</source>
        <translation>Nicht da</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>Kamera</translation>
    </message>
    <message>
        <source>Exposure</source>
        <translation>Belichtung</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Ort</translation>
    </message>
    <message>
        <source>Keywords</source>
        <translation>Stichwörter</translation>
    </message>
    <message>
        <source>Caption</source>
        <translation>Bildtext</translation>
    </message>
    <message>
        <source>Author</source>
        <translation>Urheber</translation>
    </message>
    <message>
        <source>Similarity</source>
        <translation>Ähnlichkeit</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>The drive of this photo is not connected.</source>
        <translation>Das Laufwerk dieses Fotos ist nicht verbunden.</translation>
    </message>
    <message>
        <source>The photo does not say; time of the file</source>
        <translation>Das Foto sagt es nicht; Zeit der Datei</translation>
    </message>
    <message>
        <source>Similarity to the search (cosine)</source>
        <translation>Ähnlichkeit mit der Suche (Kosinus)</translation>
    </message>
</context>
<context>
    <name>JobRunner</name>
    <message>
        <source>The background process ended before it said whether this was done: look, and try again.</source>
        <translation>Der Hintergrundprozess endete, bevor er sagte, ob das geschehen ist: sieh nach und versuch es noch einmal.</translation>
    </message>
    <message>
        <source>Something went wrong: {reason}</source>
        <translation>Etwas ging schief: {reason}</translation>
    </message>
</context>
<context>
    <name>LibraryPage</name>
    <message>
        <source>Library</source>
        <translation>Bibliothek</translation>
    </message>
    <message>
        <source>Your photos stay where they are. The library holds what is known of them, what you said, and small pictures.</source>
        <translation>Deine Fotos bleiben, wo sie sind. Die Bibliothek hält, was von ihnen bekannt ist, was du gesagt hast, und Vorschaubilder.</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Show the library in the file manager</source>
        <translation>Die Bibliothek im Dateimanager zeigen</translation>
    </message>
    <message>
        <source>Where it is</source>
        <translation>Wo sie liegt</translation>
    </message>
    <message>
        <source>Open another …</source>
        <translation>Andere öffnen …</translation>
    </message>
    <message>
        <source>Move …</source>
        <translation>Verschieben …</translation>
    </message>
    <message>
        <source>Delete the old copy</source>
        <translation>Alte Kopie löschen</translation>
    </message>
    <message>
        <source>Where it was before</source>
        <translation>Wo sie vorher lag</translation>
    </message>
    <message>
        <source>Left behind by the move</source>
        <translation>Nach dem Verschieben übrig</translation>
    </message>
    <message>
        <source>Another place</source>
        <translation>Ein anderer Ort</translation>
    </message>
    <message>
        <source>Move the library</source>
        <translation>Die Bibliothek verschieben</translation>
    </message>
    <message>
        <source>All is copied and compared first; only then is the new place used. Your photos stay.</source>
        <translation>Erst wird alles kopiert und verglichen; dann erst gilt der neue Ort. Deine Fotos bleiben.</translation>
    </message>
    <message>
        <source>Open another library</source>
        <translation>Eine andere Bibliothek öffnen</translation>
    </message>
    <message>
        <source>Or begin a new one in an empty folder. It opens by itself from then on.</source>
        <translation>Oder eine neue in einem leeren Ordner beginnen. Sie öffnet sich von da an von selbst.</translation>
    </message>
    <message>
        <source>{size} without small pictures</source>
        <translation>{size} ohne Vorschaubilder</translation>
    </message>
    <message>
        <source>{folder} still holds a copy of {size} that nothing uses any more.</source>
        <translation>In {folder} liegt noch eine Kopie von {size}, die nichts mehr braucht.</translation>
    </message>
    <message>
        <source>Move the library into an empty folder</source>
        <translation>Die Bibliothek in einen leeren Ordner verschieben</translation>
    </message>
    <message>
        <source>Open a library</source>
        <translation>Bibliothek öffnen</translation>
    </message>
    <message>
        <source>This library is open already.</source>
        <translation>Diese Bibliothek ist schon geöffnet.</translation>
    </message>
</context>
<context>
    <name>LibraryReader</name>
    <message>
        <source>The library could not be read: {reason}</source>
        <translation>Die Bibliothek ließ sich nicht lesen: {reason}</translation>
    </message>
</context>
<context>
    <name>LookPage</name>
    <message>
        <source>Appearance</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>The window is drawn anew in it.</source>
        <translation>Das Fenster öffnet sich neu in ihr.</translation>
    </message>
    <message>
        <source>Your system asks for little motion, so there is none here.</source>
        <translation>Dein System wünscht wenig Bewegung, darum gibt es hier keine.</translation>
    </message>
    <message>
        <source>As your system has it: turn animations off there, and there are none here.</source>
        <translation>Wie in deinem System: Schalte Animationen dort aus, und es gibt hier keine.</translation>
    </message>
    <message>
        <source>Motion</source>
        <translation>Bewegung</translation>
    </message>
    <message>
        <source>Animations</source>
        <translation>Animationen</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>This library may only be read: search and look, but nothing is changed.</source>
        <translation>Diese Bibliothek darf nur gelesen werden: Suchen und Ansehen geht, geändert wird nichts.</translation>
    </message>
</context>
<context>
    <name>ModelChooser</name>
    <message>
        <source>Asking which models there are …</source>
        <translation>Fragt, welche Modelle es gibt …</translation>
    </message>
    <message>
        <source>Fewer models</source>
        <translation>Weniger Modelle</translation>
    </message>
    <message>
        <source>More models</source>
        <translation>Weitere Modelle</translation>
    </message>
    <message>
        <source>recommended</source>
        <translation>empfohlen</translation>
    </message>
    <message>
        <source>here already</source>
        <translation>schon da</translation>
    </message>
</context>
<context>
    <name>ModelFetch</name>
    <message>
        <source>{model} understands your photos now.</source>
        <translation>{model} versteht jetzt deine Fotos.</translation>
    </message>
    <message>
        <source>{reason} {model} is tried again when the app starts next; search works meanwhile.</source>
        <translation>{reason} {model} wird beim nächsten Start der App wieder versucht; die Suche geht solange weiter.</translation>
    </message>
    <message>
        <source>{model} was stopped. What has arrived is kept.</source>
        <translation>{model} wurde angehalten. Was angekommen ist, bleibt da.</translation>
    </message>
</context>
<context>
    <name>ModelRow</name>
    <message>
        <source>Download</source>
        <translation>Herunterladen</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Verwenden</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Getting ready</source>
        <translation>Wird vorbereitet</translation>
    </message>
    <message>
        <source>It needs the Python package {names}, which is not installed here.</source>
        <translation>Es braucht das Python-Paket {names}, das hier nicht installiert ist.</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>In Gebrauch</translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation>Auf diesem Computer</translation>
    </message>
    <message>
        <source>Recommended</source>
        <translation>Empfohlen</translation>
    </message>
    <message>
        <source>first hit right in {value:.0f} of 100</source>
        <translation>erster Treffer richtig: {value:.0f} von 100</translation>
    </message>
</context>
<context>
    <name>ModelsPage</name>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>A model is what understands your photos. A better one finds more, and takes more room and time. While it goes through your photos, the one before answers.</source>
        <translation>Ein Modell ist, was deine Fotos versteht. Ein besseres findet mehr und braucht mehr Platz und Zeit. Während es deine Fotos durchgeht, antwortet das bisherige.</translation>
    </message>
    <message>
        <source>Where it runs</source>
        <translation>Worauf es läuft</translation>
    </message>
    <message>
        <source>Second model</source>
        <translation>Zweites Modell</translation>
    </message>
    <message>
        <source>For search by words</source>
        <translation>Für die Suche mit Worten</translation>
    </message>
    <message>
        <source>For copies, and for showing where it looks</source>
        <translation>Für Kopien, und um zu zeigen, wohin es sieht</translation>
    </message>
    <message>
        <source>How they are used</source>
        <translation>Wie sie benutzt werden</translation>
    </message>
    <message>
        <source>{model}, not on this computer</source>
        <translation>{model}, nicht auf diesem Computer</translation>
    </message>
    <message>
        <source>The best there is</source>
        <translation>Das beste, das da ist</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>Prozessor</translation>
    </message>
    <message>
        <source>NVIDIA graphics (CUDA)</source>
        <translation>NVIDIA-Grafik (CUDA)</translation>
    </message>
    <message>
        <source>Apple graphics (Metal)</source>
        <translation>Apple-Grafik (Metal)</translation>
    </message>
    <message>
        <source>Intel graphics (XPU)</source>
        <translation>Intel-Grafik (XPU)</translation>
    </message>
    <message>
        <source>The best one here</source>
        <translation>Das beste, das hier ist</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keines</translation>
    </message>
    <message>
        <source>Sees every photo in the same pass, for copies and for showing where it looks. Without one, photos are read a little faster.</source>
        <translation>Sieht jedes Foto im selben Durchgang, für Kopien und um zu zeigen, wohin es sieht. Ohne eines werden Fotos etwas schneller gelesen.</translation>
    </message>
    <message>
        <source>In use: {model}, which has seen {n} so far.</source>
        <translation>In Gebrauch: {model}, das bisher {n} gesehen hat.</translation>
    </message>
    <message>
        <source>It is known as soon as the model has been loaded.</source>
        <translation>Das zeigt sich, sobald das Modell geladen ist.</translation>
    </message>
    <message>
        <source>In use: {device}.</source>
        <translation>In Gebrauch: {device}.</translation>
    </message>
    <message>
        <source>No graphics card that can be used was found, so the processor does the work.</source>
        <translation>Es wurde keine brauchbare Grafikkarte gefunden, darum arbeitet der Prozessor.</translation>
    </message>
</context>
<context>
    <name>MovingRow</name>
    <message>
        <source>Stop</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Getting ready</source>
        <translation>Wird vorbereitet</translation>
    </message>
</context>
<context>
    <name>NamesRow</name>
    <message>
        <source>Trash, *.gif, export-* …</source>
        <translation>Müll, *.gif, export-* …</translation>
    </message>
    <message>
        <source>A name to leave out</source>
        <translation>Ein Name zum Auslassen</translation>
    </message>
    <message>
        <source>Leave out</source>
        <translation>Auslassen</translation>
    </message>
    <message>
        <source>Of folders and files, in any case of letters; * stands for any characters, ? for one.</source>
        <translation>Von Ordnern und Dateien, groß oder klein geschrieben; * steht für beliebige Zeichen, ? für eines.</translation>
    </message>
    <message>
        <source>Take in “{name}” again</source>
        <translation>„{name}“ wieder aufnehmen</translation>
    </message>
    <message>
        <source>Type a name first.</source>
        <translation>Schreib erst einen Namen.</translation>
    </message>
    <message>
        <source>A name, not a path: leave out a single folder above.</source>
        <translation>Ein Name, kein Pfad: Einzelne Ordner lässt du oben aus.</translation>
    </message>
    <message>
        <source>“{name}” would leave out everything: give a part of a name too.</source>
        <translation>„{name}“ würde alles auslassen: Gib auch einen Teil eines Namens an.</translation>
    </message>
</context>
<context>
    <name>Navigator</name>
    <message>
        <source>Map of the photo</source>
        <translation>Karte des Fotos</translation>
    </message>
</context>
<context>
    <name>PhotoActions</name>
    <message>
        <source>Undo: {what}</source>
        <translation>Rückgängig: {what}</translation>
    </message>
    <message>
        <source>Redo: {what}</source>
        <translation>Wiederholen: {what}</translation>
    </message>
    <message>
        <source>{photos}: {stars}</source>
        <translation>{photos}: {stars}</translation>
    </message>
    <message>
        <source>{photos}: no rating</source>
        <translation>{photos}: ohne Bewertung</translation>
    </message>
    <message>
        <source>{photos} are favourites now</source>
        <translation>{photos} als Favorit gemerkt</translation>
    </message>
    <message>
        <source>{photos} are no favourites now</source>
        <translation>{photos} nicht mehr als Favorit</translation>
    </message>
    <message>
        <source>{photos} have this caption now</source>
        <translation>Bildtext für {photos} gespeichert</translation>
    </message>
    <message>
        <source>{photos} were turned</source>
        <translation>{photos} gedreht</translation>
    </message>
    <message>
        <source>{photos} changed again since and stayed as is</source>
        <translation>{photos} seither wieder geändert und so geblieben</translation>
    </message>
    <message>
        <source>{photos} could not be moved: {reason}</source>
        <translation>{photos} nicht verschoben: {reason}</translation>
    </message>
    <message>
        <source>The library has it, but not the sidecar files of {photos}: {reason}</source>
        <translation>In der Bibliothek steht es, nicht in den Begleitdateien ({photos}): {reason}</translation>
    </message>
    <message>
        <source>{photos} changed</source>
        <translation>{photos} geändert</translation>
    </message>
    <message>
        <source>{photos} in the trash</source>
        <translation>{photos} im Papierkorb</translation>
    </message>
    <message>
        <source>{photos} back in place</source>
        <translation>{photos} wieder am alten Ort</translation>
    </message>
    <message>
        <source>Nothing to undo</source>
        <translation>Nichts rückgängig zu machen</translation>
    </message>
    <message>
        <source>Nothing to redo</source>
        <translation>Nichts zu wiederholen</translation>
    </message>
    <message>
        <source>Undone: {what}</source>
        <translation>Rückgängig gemacht: {what}</translation>
    </message>
    <message>
        <source>Done again: {what}</source>
        <translation>Wiederholt: {what}</translation>
    </message>
    <message>
        <source>Stopped. What was done until then can be undone.</source>
        <translation>Abgebrochen. Was bis dahin getan war, lässt sich rückgängig machen.</translation>
    </message>
    <message>
        <source>rating</source>
        <translation>Bewertung</translation>
    </message>
    <message>
        <source>caption</source>
        <translation>Bildtext</translation>
    </message>
    <message>
        <source>favourite</source>
        <translation>Favorit</translation>
    </message>
    <message>
        <source>rotation</source>
        <translation>Drehung</translation>
    </message>
    <message>
        <source>moving to the trash</source>
        <translation>In den Papierkorb</translation>
    </message>
    <message>
        <source>return from the trash</source>
        <translation>Zurück aus dem Papierkorb</translation>
    </message>
</context>
<context>
    <name>PhotoGrid</name>
    <message>
        <source>Photos</source>
        <translation>Fotos</translation>
    </message>
</context>
<context>
    <name>PhotoListModel</name>
    <message>
        <source>Its drive is away</source>
        <translation>Sein Laufwerk ist nicht da</translation>
    </message>
    <message>
        <source>Similarity (cosine) {value:.3f}</source>
        <translation>Ähnlichkeit (Kosinus) {value:.3f}</translation>
    </message>
    <message>
        <source>{n} star</source>
        <translation>{n} Stern</translation>
    </message>
    <message>
        <source>{n} stars</source>
        <translation>{n} Sterne</translation>
    </message>
    <message>
        <source>favourite</source>
        <translation>Favorit</translation>
    </message>
    <message>
        <source>its drive is away</source>
        <translation>sein Laufwerk ist nicht da</translation>
    </message>
</context>
<context>
    <name>PictureLoader</name>
    <message>
        <source>This photo cannot be shown: {reason}</source>
        <translation>Dieses Foto lässt sich nicht zeigen: {reason}</translation>
    </message>
</context>
<context>
    <name>PrivacyPage</name>
    <message>
        <source>Privacy</source>
        <translation>Privatsphäre</translation>
    </message>
    <message>
        <source>Nothing of yours leaves this computer.</source>
        <translation>Nichts von dir verlässt diesen Computer.</translation>
    </message>
    <message>
        <source>No photo, no caption, no search, no number. There is no account, there are no statistics, no crash reports and no look for updates. Photos are understood here, by a model on this disk.</source>
        <translation>Kein Foto, kein Bildtext, keine Suche, keine Zahl. Es gibt kein Konto, keine Statistik, keine Absturzberichte und keine Suche nach Updates. Fotos werden hier verstanden, von einem Modell auf dieser Festplatte.</translation>
    </message>
    <message>
        <source>The one connection there can be</source>
        <translation>Die eine Verbindung, die es geben kann</translation>
    </message>
    <message>
        <source>Downloading a model, when you ask for it</source>
        <translation>Ein Modell herunterladen, wenn du es willst</translation>
    </message>
    <message>
        <source>From {hub}, and from the servers that it sends downloads to. They see what every server sees, your internet address, and beside it: which model and version is wanted, the versions of Python, of torch and of the hub&apos;s own library, the name of this app, and a random number for each request.</source>
        <translation>Von {hub} und von den Servern, an die es Downloads weitergibt. Sie sehen, was jeder Server sieht, deine Internetadresse, und dazu: welches Modell in welcher Version gewünscht ist, die Versionen von Python, torch und der Bibliothek des Hubs, den Namen dieser App und eine Zufallszahl für jede Anfrage.</translation>
    </message>
    <message>
        <source>If you are signed in to the hub on this computer</source>
        <translation>Wenn du auf diesem Computer beim Hub angemeldet bist</translation>
    </message>
    <message>
        <source>With the hub&apos;s own tools, or by HF_TOKEN: then that sign-in goes along, since some models are only given to people who accepted their licence. Red Bicycle itself never asks for one.</source>
        <translation>Mit dessen eigenen Werkzeugen oder durch HF_TOKEN: Dann geht diese Anmeldung mit, denn manche Modelle bekommt nur, wer ihre Lizenz angenommen hat. Red Bicycle selbst fragt nie danach.</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>Vergessen</translation>
    </message>
    <message>
        <source>Past searches</source>
        <translation>Frühere Suchen</translation>
    </message>
    <message>
        <source>Kept in the library, to offer them again while you type.</source>
        <translation>In der Bibliothek aufgehoben, um sie beim Tippen wieder anzubieten.</translation>
    </message>
    <message>
        <source>What is kept, and only here</source>
        <translation>Was aufgehoben wird, und nur hier</translation>
    </message>
    <message>
        <source>The library</source>
        <translation>Die Bibliothek</translation>
    </message>
    <message>
        <source>What is known of your photos, and what you said</source>
        <translation>Was von deinen Fotos bekannt ist und was du gesagt hast</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Shared by all libraries</source>
        <translation>Für alle Bibliotheken</translation>
    </message>
    <message>
        <source>Your photo files</source>
        <translation>Deine Fotodateien</translation>
    </message>
    <message>
        <source>Are only ever read</source>
        <translation>Werden nur gelesen</translation>
    </message>
    <message>
        <source>Ratings, captions and rotation are kept in the library, and in sidecar files beside the photos if you switch that on. The only things that touch a photo file are the ones you ask for: moving it to the trash, and putting it back.</source>
        <translation>Bewertungen, Bildtexte und Drehung stehen in der Bibliothek, und in Begleitdateien neben den Fotos, wenn du das einschaltest. Eine Fotodatei berührt nur, was du verlangst: sie in den Papierkorb zu legen und sie zurückzuholen.</translation>
    </message>
    <message>
        <source>All are forgotten.</source>
        <translation>Alle sind vergessen.</translation>
    </message>
    <message>
        <source>There was none.</source>
        <translation>Es gab keine.</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Show {path} in the file manager</source>
        <translation>{path} im Dateimanager zeigen</translation>
    </message>
</context>
<context>
    <name>ProblemsList</name>
    <message>
        <source>Files that need attention</source>
        <translation>Dateien, die du ansehen solltest</translation>
    </message>
    <message>
        <source>Try again (Enter)</source>
        <translation>Noch einmal versuchen (Eingabe)</translation>
    </message>
    <message>
        <source>Show in folder (Ctrl+R)</source>
        <translation>Im Ordner zeigen (Strg+R)</translation>
    </message>
</context>
<context>
    <name>ProblemsSheet</name>
    <message>
        <source>Files that need attention</source>
        <translation>Dateien, die du ansehen solltest</translation>
    </message>
    <message>
        <source>Try all again</source>
        <translation>Alle noch einmal versuchen</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Every reason</source>
        <translation>Jeder Grund</translation>
    </message>
    <message>
        <source>They are left as they are, and tried again by themselves as soon as they change.</source>
        <translation>Sie bleiben, wie sie sind, und werden von selbst neu versucht, sobald sie sich ändern.</translation>
    </message>
    <message>
        <source>{n} file</source>
        <translation>{n} Datei</translation>
    </message>
    <message>
        <source>{n} files</source>
        <translation>{n} Dateien</translation>
    </message>
    <message>
        <source>Nothing needs attention any more.</source>
        <translation>Es ist nichts mehr anzusehen.</translation>
    </message>
    <message>
        <source>tried again at {time}, {n} is still so</source>
        <translation>um {time} erneut versucht, {n} ist noch so</translation>
    </message>
    <message>
        <source>tried again at {time}, {n} are still so</source>
        <translation>um {time} erneut versucht, {n} sind noch so</translation>
    </message>
</context>
<context>
    <name>QueryHint</name>
    <message>
        <source>Do not say this again</source>
        <translation>Nicht mehr sagen</translation>
    </message>
</context>
<context>
    <name>RatingBar</name>
    <message>
        <source>Rating</source>
        <translation>Bewertung</translation>
    </message>
    <message>
        <source>Rating (0–5)</source>
        <translation>Bewertung (0–5)</translation>
    </message>
    <message>
        <source>{n} star</source>
        <translation>{n} Stern</translation>
    </message>
    <message>
        <source>{n} stars</source>
        <translation>{n} Sterne</translation>
    </message>
    <message>
        <source>Not rated</source>
        <translation>Nicht bewertet</translation>
    </message>
</context>
<context>
    <name>Scrubber</name>
    <message>
        <source>Position in the photos</source>
        <translation>Stelle in den Fotos</translation>
    </message>
</context>
<context>
    <name>SearchBar</name>
    <message>
        <source>Search with a photo</source>
        <translation>Mit einem Foto suchen</translation>
    </message>
    <message>
        <source>Pasted</source>
        <translation>Eingefügt</translation>
    </message>
</context>
<context>
    <name>SearchChip</name>
    <message>
        <source>Delete takes this part of the search away</source>
        <translation>Entf nimmt diesen Teil der Suche weg</translation>
    </message>
</context>
<context>
    <name>SearchLine</name>
    <message>
        <source>Clear the search</source>
        <translation>Suche leeren</translation>
    </message>
    <message>
        <source>Search with a photo</source>
        <translation>Mit einem Foto suchen</translation>
    </message>
    <message>
        <source>Search with a photo: choose one, drop one here, or paste one</source>
        <translation>Mit einem Foto suchen: eines wählen, hierher ziehen oder einfügen</translation>
    </message>
    <message>
        <source>Drop it here to find more like it</source>
        <translation>Hier loslassen, um Ähnliches zu finden</translation>
    </message>
    <message>
        <source>What do you remember? Try “red bicycle”</source>
        <translation>Woran erinnerst du dich? Probier „red bicycle“</translation>
    </message>
    <message>
        <source>What do you remember? This model knows English only: “red bicycle”</source>
        <translation>Woran erinnerst du dich? Dieses Modell kann nur Englisch: „red bicycle“</translation>
    </message>
    <message>
        <source>Add words</source>
        <translation>Wörter hinzufügen</translation>
    </message>
    <message>
        <source>Search your photos</source>
        <translation>Deine Fotos durchsuchen</translation>
    </message>
    <message>
        <source>More parts of the search</source>
        <translation>Weitere Teile der Suche</translation>
    </message>
</context>
<context>
    <name>SettingsSheet</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>User guide</source>
        <translation>Anleitung</translation>
    </message>
    <message>
        <source>About</source>
        <translation>Über</translation>
    </message>
</context>
<context>
    <name>Sheet</name>
    <message>
        <source>Close (Esc)</source>
        <translation>Schließen (Esc)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>ShortcutsSheet</name>
    <message>
        <source>Keyboard</source>
        <translation>Tastatur</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>Überall</translation>
    </message>
    <message>
        <source>Among the photos</source>
        <translation>Zwischen den Fotos</translation>
    </message>
    <message>
        <source>One photo</source>
        <translation>Ein Foto</translation>
    </message>
</context>
<context>
    <name>ShownPhoto</name>
    <message>
        <source>The drive of this photo is away.</source>
        <translation>Das Laufwerk dieses Fotos ist nicht da.</translation>
    </message>
</context>
<context>
    <name>SideBar</name>
    <message>
        <source>{n} file needs attention</source>
        <translation>{n} Datei braucht dich</translation>
    </message>
    <message>
        <source>{n} files need attention</source>
        <translation>{n} Dateien brauchen dich</translation>
    </message>
    <message>
        <source>Make all small pictures now</source>
        <translation>Alle Vorschaubilder jetzt erstellen</translation>
    </message>
    <message>
        <source>Look through it now</source>
        <translation>Jetzt durchsehen</translation>
    </message>
    <message>
        <source>Show in the file manager</source>
        <translation>Im Dateimanager zeigen</translation>
    </message>
    <message>
        <source>Remove from the library</source>
        <translation>Aus der Bibliothek entfernen</translation>
    </message>
    <message>
        <source>Leave out of the library</source>
        <translation>Aus der Bibliothek auslassen</translation>
    </message>
    <message>
        <source>Add a folder (Ctrl+O)</source>
        <translation>Ordner hinzufügen (Strg+O)</translation>
    </message>
    <message>
        <source>Add a folder</source>
        <translation>Ordner hinzufügen</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>Bibliothek</translation>
    </message>
    <message>
        <source>Favourites</source>
        <translation>Favoriten</translation>
    </message>
    <message>
        <source>Recently added</source>
        <translation>Neu dazugekommen</translation>
    </message>
    <message>
        <source>Trash</source>
        <translation>Papierkorb</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Its drive is away; its photos stay in the library.</source>
        <translation>Sein Laufwerk ist nicht da; seine Fotos bleiben in der Bibliothek.</translation>
    </message>
    <message>
        <source>Watched: new photos in it are taken in by themselves.</source>
        <translation>Beobachtet: Neue Fotos darin werden von selbst aufgenommen.</translation>
    </message>
    <message>
        <source>away</source>
        <translation>nicht da</translation>
    </message>
    <message>
        <source>reading</source>
        <translation>liest</translation>
    </message>
</context>
<context>
    <name>SideBarTree</name>
    <message>
        <source>Places</source>
        <translation>Orte</translation>
    </message>
</context>
<context>
    <name>SlideshowBar</name>
    <message>
        <source>Previous (←)</source>
        <translation>Vorheriges (←)</translation>
    </message>
    <message>
        <source>Pause (Space)</source>
        <translation>Anhalten (Leertaste)</translation>
    </message>
    <message>
        <source>Next (→)</source>
        <translation>Nächstes (→)</translation>
    </message>
    <message>
        <source>How long each photo is shown</source>
        <translation>Wie lange jedes Foto zu sehen ist</translation>
    </message>
    <message>
        <source>In any order</source>
        <translation>In beliebiger Folge</translation>
    </message>
    <message>
        <source>End the slideshow (Esc)</source>
        <translation>Diaschau beenden (Esc)</translation>
    </message>
    <message>
        <source>Go on (Space)</source>
        <translation>Weiter (Leertaste)</translation>
    </message>
</context>
<context>
    <name>StatusStrip</name>
    <message>
        <source>Paused</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Reading photos is paused</source>
        <translation>Das Einlesen der Fotos pausiert</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Stopping …</source>
        <translation>Hält an …</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
</context>
<context>
    <name>ThumbnailsPage</name>
    <message>
        <source>Small pictures</source>
        <translation>Vorschaubilder</translation>
    </message>
    <message>
        <source>What the grid shows are small copies of your photos, kept beside the library. They can always be made again.</source>
        <translation>Das Raster zeigt kleine Kopien deiner Fotos, die bei der Bibliothek liegen. Sie lassen sich immer neu erstellen.</translation>
    </message>
    <message>
        <source>Counting …</source>
        <translation>Wird gezählt …</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>Qualität</translation>
    </message>
    <message>
        <source>Small</source>
        <translation>Klein</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>Ausgewogen</translation>
    </message>
    <message>
        <source>Fine</source>
        <translation>Fein</translation>
    </message>
    <message>
        <source>Room on the disk</source>
        <translation>Platz auf der Festplatte</translation>
    </message>
    <message>
        <source>Make all now</source>
        <translation>Alle jetzt erstellen</translation>
    </message>
    <message>
        <source>Make anew</source>
        <translation>Neu erstellen</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>{used} of {limit}</source>
        <translation>{used} von {limit}</translation>
    </message>
    <message>
        <source>{done} of {wanted} have one.</source>
        <translation>{done} von {wanted} haben eines.</translation>
    </message>
    <message>
        <source>On the disk</source>
        <translation>Auf der Festplatte</translation>
    </message>
    <message>
        <source>When it is full, those that were seen longest ago go first.</source>
        <translation>Ist er voll, gehen zuerst die, die am längsten nicht zu sehen waren.</translation>
    </message>
    <message>
        <source>How they are made</source>
        <translation>Wie sie erstellt werden</translation>
    </message>
    <message>
        <source>The longest edge. Larger is crisper in large tiles, and takes more room.</source>
        <translation>Die längste Kante. Größere sind in großen Kacheln schärfer und brauchen mehr Platz.</translation>
    </message>
    <message>
        <source>New ones are made like this; make them anew to change those you have.</source>
        <translation>Neue werden so erstellt; erstelle sie neu, um die vorhandenen zu ändern.</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Jetzt</translation>
    </message>
    <message>
        <source>Make all that are missing</source>
        <translation>Alle fehlenden erstellen</translation>
    </message>
    <message>
        <source>Otherwise they are made as photos are read.</source>
        <translation>Sonst entstehen sie, während Fotos gelesen werden.</translation>
    </message>
    <message>
        <source>Make all of them anew</source>
        <translation>Alle neu erstellen</translation>
    </message>
    <message>
        <source>After another size or quality was chosen.</source>
        <translation>Nachdem eine andere Größe oder Qualität gewählt wurde.</translation>
    </message>
    <message>
        <source>Delete all of them</source>
        <translation>Alle löschen</translation>
    </message>
    <message>
        <source>Gives the room back. Your photos are not touched.</source>
        <translation>Gibt den Platz zurück. Deine Fotos bleiben unberührt.</translation>
    </message>
</context>
<context>
    <name>Toast</name>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Information (I)</source>
        <translation>Informationen (I)</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>Keyboard</source>
        <translation>Tastatur</translation>
    </message>
    <message>
        <source>User guide</source>
        <translation>Anleitung</translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation>Willkommen</translation>
    </message>
    <message>
        <source>About Red Bicycle</source>
        <translation>Über Red Bicycle</translation>
    </message>
</context>
<context>
    <name>Viewer</name>
    <message>
        <source>{n} of {all}</source>
        <translation>{n} von {all}</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>Find your photos by what is in them</source>
        <translation>Finde deine Fotos nach dem, was darauf ist</translation>
    </message>
    <message>
        <source>Choose a folder and type what you remember. Your photos never leave this computer.</source>
        <translation>Wähle einen Ordner und schreibe, woran du dich erinnerst. Deine Fotos verlassen diesen Computer nie.</translation>
    </message>
    <message>
        <source>Add a folder</source>
        <translation>Ordner hinzufügen</translation>
    </message>
    <message>
        <source>Open the samples</source>
        <translation>Beispiele öffnen</translation>
    </message>
</context>
<context>
    <name>WelcomePage</name>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Your photos stay where they are. Nothing leaves this computer.</source>
        <translation>Deine Fotos bleiben, wo sie sind. Nichts verlässt diesen Computer.</translation>
    </message>
    <message>
        <source>{photos} can be searched now</source>
        <translation>{photos} sind jetzt durchsuchbar</translation>
    </message>
    <message>
        <source>Add your pictures</source>
        <translation>Deine Bilder hinzufügen</translation>
    </message>
    <message>
        <source>No pictures folder was found on this computer.</source>
        <translation>Auf diesem Computer wurde kein Bilderordner gefunden.</translation>
    </message>
    <message>
        <source>looking what is in it …</source>
        <translation>sieht nach, was darin ist …</translation>
    </message>
    <message>
        <source>no photos in it yet</source>
        <translation>noch keine Fotos darin</translation>
    </message>
    <message>
        <source>{n} and counting</source>
        <translation>{n}, zählt weiter</translation>
    </message>
    <message>
        <source>Try the samples</source>
        <translation>Beispiele ausprobieren</translation>
    </message>
    <message>
        <source>A few dozen drawn scenes, to see how searching feels.</source>
        <translation>Ein paar Dutzend gezeichnete Szenen, um die Suche kennenzulernen.</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>Einen Ordner wählen</translation>
    </message>
    <message>
        <source>Anywhere on this computer. You can also drop one here.</source>
        <translation>Irgendwo auf diesem Computer. Du kannst ihn auch hierher ziehen.</translation>
    </message>
    <message>
        <source>Skip for now</source>
        <translation>Vorerst überspringen</translation>
    </message>
    <message>
        <source>Find your photos by what is in them</source>
        <translation>Finde deine Fotos nach dem, was darauf ist</translation>
    </message>
    <message>
        <source>Say where they are, then type what you remember: “red bicycle”.</source>
        <translation>Sag, wo sie liegen, und tippe dann, woran du dich erinnerst: „red bicycle“.</translation>
    </message>
    <message>
        <source>A small model is here already, so you can search at once. A better one can come in the background and take over when it knows all your photos; how long that takes here is shown once it has begun.</source>
        <translation>Ein kleines Modell ist schon da, du kannst also gleich suchen. Ein besseres kann im Hintergrund kommen und übernehmen, sobald es alle deine Fotos kennt; wie lange das hier dauert, siehst du, sobald es begonnen hat.</translation>
    </message>
    <message>
        <source>How well shall it understand your photos?</source>
        <translation>Wie gut sollen deine Fotos verstanden werden?</translation>
    </message>
    <message>
        <source>Start with the small one</source>
        <translation>Mit dem kleinen beginnen</translation>
    </message>
    <message>
        <source>Start now, and let the better one take over</source>
        <translation>Jetzt beginnen und das bessere übernehmen lassen</translation>
    </message>
    <message>
        <source>Start now, get the better one in the background</source>
        <translation>Jetzt beginnen, das bessere im Hintergrund holen</translation>
    </message>
</context>
<context>
    <name>WorkPage</name>
    <message>
        <source>Background work</source>
        <translation>Im Hintergrund</translation>
    </message>
    <message>
        <source>Photos are read and understood by a process of its own. It goes on while you search.</source>
        <translation>Fotos liest und versteht ein eigener Prozess. Er arbeitet weiter, während du suchst.</translation>
    </message>
    <message>
        <source>While photos are read</source>
        <translation>Während Fotos gelesen werden</translation>
    </message>
    <message>
        <source>The background process stays</source>
        <translation>Der Hintergrundprozess bleibt</translation>
    </message>
    <message>
        <source>The model stays in memory</source>
        <translation>Das Modell bleibt im Speicher</translation>
    </message>
    <message>
        <source>When there is nothing to do</source>
        <translation>Wenn nichts zu tun ist</translation>
    </message>
    <message>
        <source>Searching wakes it; that takes a few seconds. It may need a gigabyte or more.</source>
        <translation>Eine Suche weckt es; das dauert ein paar Sekunden. Es kann ein Gigabyte oder mehr brauchen.</translation>
    </message>
    <message>
        <source>After the window was closed. While it stays, new photos are taken in.</source>
        <translation>Nachdem das Fenster geschlossen wurde. Solange er bleibt, kommen neue Fotos dazu.</translation>
    </message>
    <message>
        <source>Go on while on battery</source>
        <translation>Auch im Akkubetrieb arbeiten</translation>
    </message>
    <message>
        <source>Otherwise it waits until the computer is plugged in. Searches are always answered.</source>
        <translation>Sonst wartet er, bis der Computer am Netz ist. Suchen werden immer beantwortet.</translation>
    </message>
    <message>
        <source>Be gentle while you work</source>
        <translation>Rücksicht nehmen, während du arbeitest</translation>
    </message>
    <message>
        <source>It steps back while other programs need the processor, and takes longer.</source>
        <translation>Er tritt zurück, wenn andere Programme den Prozessor brauchen, und braucht länger.</translation>
    </message>
    <message>
        <source>Not at all</source>
        <translation>Gar nicht</translation>
    </message>
    <message>
        <source>1 minute</source>
        <translation>1 Minute</translation>
    </message>
    <message>
        <source>10 minutes</source>
        <translation>10 Minuten</translation>
    </message>
    <message>
        <source>1 hour</source>
        <translation>1 Stunde</translation>
    </message>
    <message>
        <source>1 day</source>
        <translation>1 Tag</translation>
    </message>
</context>
<context>
    <name>WorkerTidings</name>
    <message>
        <source>Waking up …</source>
        <translation>Wacht auf …</translation>
    </message>
    <message>
        <source>It is being started again; nothing is lost.</source>
        <translation>Er wird neu gestartet; nichts ist verloren.</translation>
    </message>
</context>
<context>
    <name>catalogue</name>
    <message>
        <source>Comes with the app to begin with: small and fast, it knows everyday things and simple English sentences. Perception Encoder B/16 finds far more.</source>
        <translation>Kommt mit der App, für den Anfang: klein und schnell, kennt Alltägliches und einfache englische Sätze. Perception Encoder B/16 findet weit mehr.</translation>
    </message>
    <message>
        <source>Comes with the app to begin with: finds copies of a photo and shows where its subject is. It knows no words. DINOv2 S/14 sees far more.</source>
        <translation>Kommt mit der App, für den Anfang: findet Kopien eines Fotos und zeigt, wo sein Gegenstand ist. Es kennt keine Wörter. DINOv2 S/14 sieht weit mehr.</translation>
    </message>
    <message>
        <source>Finds far more than the starter, for any use. A good choice for most computers.</source>
        <translation>Findet weit mehr als das mitgelieferte, für jeden Gebrauch. Eine gute Wahl für die meisten Computer.</translation>
    </message>
    <message>
        <source>The fastest of the large models: for big libraries on a computer without a graphics card.</source>
        <translation>Das schnellste der großen Modelle: für große Bibliotheken auf einem Computer ohne Grafikkarte.</translation>
    </message>
    <message>
        <source>Sees finer detail than ViT-B/32 and takes about three times as long a photo.</source>
        <translation>Sieht feinere Einzelheiten als ViT-B/32 und braucht etwa dreimal so lange je Foto.</translation>
    </message>
    <message>
        <source>Large: wants a graphics card, or patience.</source>
        <translation>Groß: will eine Grafikkarte oder Geduld.</translation>
    </message>
    <message>
        <source>The best of this list at finding photos by words. Wants a graphics card.</source>
        <translation>Findet Fotos nach Worten am besten von allen hier. Will eine Grafikkarte.</translation>
    </message>
    <message>
        <source>Understands many languages. Needs the Python package transformers besides the app.</source>
        <translation>Versteht viele Sprachen. Braucht außer der App das Python-Paket transformers.</translation>
    </message>
    <message>
        <source>Understands many languages, and is very large: only with a graphics card. Needs the Python package transformers besides the app.</source>
        <translation>Versteht viele Sprachen und ist sehr groß: nur mit Grafikkarte. Braucht außer der App das Python-Paket transformers.</translation>
    </message>
    <message>
        <source>For copies and for showing where it looks: sees far more than the starter, for any use. It knows no words.</source>
        <translation>Für Kopien, und um zu zeigen, wohin es sieht: sieht weit mehr als das mitgelieferte, für jeden Gebrauch. Es kennt keine Wörter.</translation>
    </message>
    <message>
        <source>Research and non-commercial use (see its README)</source>
        <translation>Forschung und nicht-kommerzieller Gebrauch (siehe seine README)</translation>
    </message>
    <message>
        <source>Added from {name}.</source>
        <translation>Hinzugefügt aus {name}.</translation>
    </message>
    <message>
        <source>your own</source>
        <translation>deine eigene</translation>
    </message>
</context>
<context>
    <name>failures</name>
    <message>
        <source>The file has {size} MB; the limit is {limit} MB.</source>
        <translation>Die Datei hat {size} MB; die Grenze ist {limit} MB.</translation>
    </message>
    <message>
        <source>This is not an ordinary file.</source>
        <translation>Das ist keine gewöhnliche Datei.</translation>
    </message>
    <message>
        <source>The file went away before it was read.</source>
        <translation>Die Datei war weg, bevor sie gelesen wurde.</translation>
    </message>
    <message>
        <source>You have no permission to read this file.</source>
        <translation>Du darfst diese Datei nicht lesen.</translation>
    </message>
    <message>
        <source>The file cannot be read: {reason}.</source>
        <translation>Die Datei lässt sich nicht lesen: {reason}.</translation>
    </message>
    <message>
        <source>The picture in this {kind} file is damaged.</source>
        <translation>Das Bild in dieser {kind}-Datei ist beschädigt.</translation>
    </message>
    <message>
        <source>Decoding this {kind} file would take far too long.</source>
        <translation>Diese {kind}-Datei zu öffnen würde viel zu lange dauern.</translation>
    </message>
    <message>
        <source>The header of this {kind} file is damaged.</source>
        <translation>Der Anfang dieser {kind}-Datei ist beschädigt.</translation>
    </message>
    <message>
        <source>This kind of {kind} file cannot be opened here.</source>
        <translation>Diese Art von {kind}-Datei lässt sich hier nicht öffnen.</translation>
    </message>
    <message>
        <source>The file ends too early: it was probably not copied completely.</source>
        <translation>Die Datei endet zu früh: Vermutlich wurde sie nicht ganz kopiert.</translation>
    </message>
    <message>
        <source>The photo would need more memory than is allowed for one photo.</source>
        <translation>Das Foto bräuchte mehr Speicher, als einem einzelnen Foto erlaubt ist.</translation>
    </message>
    <message>
        <source>There is not enough memory for this photo at the moment.</source>
        <translation>Für dieses Foto ist gerade nicht genug Speicher da.</translation>
    </message>
    <message>
        <source>This is {what}, which cannot be opened here.</source>
        <translation>Das ist {what}; hier lässt sich das nicht öffnen.</translation>
    </message>
    <message>
        <source>This is {what}, not a photo.</source>
        <translation>Das ist {what}, kein Foto.</translation>
    </message>
    <message>
        <source>This is not a photo of any kind known here.</source>
        <translation>Das ist kein Foto von einer Art, die hier bekannt ist.</translation>
    </message>
    <message>
        <source>The file is empty.</source>
        <translation>Die Datei ist leer.</translation>
    </message>
    <message>
        <source>The file holds nothing but zeros: its content was lost when it was copied or recovered.</source>
        <translation>Die Datei besteht nur aus Nullen: Ihr Inhalt ging beim Kopieren oder Retten verloren.</translation>
    </message>
    <message>
        <source>The file is named like a photo, but it does not begin like one: it is damaged or something else.</source>
        <translation>Die Datei heißt wie ein Foto, beginnt aber nicht wie eines: Sie ist beschädigt oder etwas anderes.</translation>
    </message>
    <message>
        <source>The photo says that it has no pixels: its header is damaged.</source>
        <translation>Das Foto behauptet, keine Pixel zu haben: Sein Anfang ist beschädigt.</translation>
    </message>
    <message>
        <source>The photo claims a size that no photo has: its header is damaged.</source>
        <translation>Das Foto behauptet eine Größe, die kein Foto hat: Sein Anfang ist beschädigt.</translation>
    </message>
    <message>
        <source>The photo has {size} million pixels; the limit is {limit} million.</source>
        <translation>Das Foto hat {size} Millionen Pixel; die Grenze sind {limit} Millionen.</translation>
    </message>
    <message>
        <source>This RAW file has no preview, and its camera is not known here.</source>
        <translation>Diese RAW-Datei hat keine Vorschau, und ihre Kamera ist hier nicht bekannt.</translation>
    </message>
    <message>
        <source>This photo is not in the library any more.</source>
        <translation>Dieses Foto ist nicht mehr in der Bibliothek.</translation>
    </message>
    <message>
        <source>There is no file {path}.</source>
        <translation>Es gibt keine Datei {path}.</translation>
    </message>
    <message>
        <source>The last change could not be saved in {path}; all that was saved before is kept.</source>
        <translation>Die letzte Änderung ließ sich nicht in {path} speichern; alles vorher Gespeicherte bleibt.</translation>
    </message>
    <message>
        <source>{path} is a database of another program; choose another folder.</source>
        <translation>{path} ist die Datenbank eines anderen Programms; wähle einen anderen Ordner.</translation>
    </message>
    <message>
        <source>There is no library in {path} now: connect the drive it is on, and try again, or choose another one.</source>
        <translation>In {path} ist jetzt keine Bibliothek: Schließe das Laufwerk an, auf dem sie ist, und versuche es noch einmal, oder wähle eine andere.</translation>
    </message>
    <message>
        <source>There is no library in {path} yet.</source>
        <translation>In {path} ist noch keine Bibliothek.</translation>
    </message>
    <message>
        <source>The folder {path} cannot be made for the library: {reason}.</source>
        <translation>Der Ordner {path} lässt sich für die Bibliothek nicht anlegen: {reason}.</translation>
    </message>
    <message>
        <source>The library has just been moved to {path}; this last change was not saved.</source>
        <translation>Die Bibliothek wurde gerade nach {path} verschoben; diese letzte Änderung wurde nicht gespeichert.</translation>
    </message>
    <message>
        <source>The disk that holds {path} is full; all that was saved before is kept, free some space and try again.</source>
        <translation>Der Datenträger mit {path} ist voll; alles vorher Gespeicherte bleibt. Schaffe Platz und versuche es noch einmal.</translation>
    </message>
    <message>
        <source>The library in {path} may not be written; all that was saved before is kept, allow writing to that folder and try again.</source>
        <translation>Die Bibliothek in {path} darf nicht beschrieben werden; alles vorher Gespeicherte bleibt. Erlaube das Schreiben in diesem Ordner und versuche es noch einmal.</translation>
    </message>
    <message>
        <source>The library in {path} cannot be reached; all that was saved before is kept, plug its drive in or put the folder back and try again.</source>
        <translation>Die Bibliothek in {path} ist nicht erreichbar; alles vorher Gespeicherte bleibt. Schließe ihr Laufwerk an oder lege den Ordner zurück und versuche es noch einmal.</translation>
    </message>
    <message>
        <source>The drive that holds {path} reports an error; all that was saved before is kept, look after that drive and try again.</source>
        <translation>Das Laufwerk mit {path} meldet einen Fehler; alles vorher Gespeicherte bleibt. Sieh nach diesem Laufwerk und versuche es noch einmal.</translation>
    </message>
    <message>
        <source>The library in {path} is being written by another program; nothing was changed, try again in a moment.</source>
        <translation>In die Bibliothek in {path} schreibt gerade ein anderes Programm; nichts wurde geändert. Versuche es gleich noch einmal.</translation>
    </message>
    <message>
        <source>The library file {path} is damaged; your photos are untouched. Close the app and {rescue}.</source>
        <translation>Die Bibliotheksdatei {path} ist beschädigt; deine Fotos sind unberührt. Schließe die App: {rescue}.</translation>
    </message>
    <message>
        <source>copy {path} over it</source>
        <translation>kopiere {path} darüber</translation>
    </message>
    <message>
        <source>restore it from a backup, or move it away to begin a new library</source>
        <translation>stelle sie aus einer Sicherung wieder her, oder lege sie beiseite, um eine neue Bibliothek zu beginnen</translation>
    </message>
    <message>
        <source>The library in {path} is not ready for this version yet.</source>
        <translation>Die Bibliothek in {path} ist für diese Version noch nicht bereit.</translation>
    </message>
    <message>
        <source>The library in {path} was written by a newer version of Red Bicycle; nothing was changed, install that version to open it.</source>
        <translation>Die Bibliothek in {path} stammt von einer neueren Version von Red Bicycle; nichts wurde geändert. Installiere jene Version, um sie zu öffnen.</translation>
    </message>
    <message>
        <source>The library could not be backed up in {path} ({reason}), so it was not brought up to date; nothing was changed.</source>
        <translation>Die Bibliothek ließ sich nicht in {path} sichern ({reason}) und wurde darum nicht auf den neuen Stand gebracht; nichts wurde geändert.</translation>
    </message>
    <message>
        <source>The library was moved to {path}, and there is none now: connect the drive it is on, and try again.</source>
        <translation>Die Bibliothek wurde nach {path} verschoben, und dort ist jetzt keine: Schließe das Laufwerk an, auf dem sie ist, und versuche es noch einmal.</translation>
    </message>
    <message>
        <source>This library was moved to {path}: open it there.</source>
        <translation>Diese Bibliothek wurde nach {path} verschoben: Öffne sie dort.</translation>
    </message>
    <message>
        <source>It could not be remembered in {path}: {reason}.</source>
        <translation>Das ließ sich nicht in {path} merken: {reason}.</translation>
    </message>
    <message>
        <source>The settings could not be saved in {path}: {reason}.</source>
        <translation>Die Einstellungen ließen sich nicht in {path} speichern: {reason}.</translation>
    </message>
    <message>
        <source>A thumbnail could not be saved in {path}: {reason}.</source>
        <translation>Ein kleines Bild ließ sich nicht in {path} speichern: {reason}.</translation>
    </message>
    <message>
        <source>Another program is working on the library in {path}: wait until it has finished, or end it, and try again.</source>
        <translation>Ein anderes Programm arbeitet an der Bibliothek in {path}: Warte, bis es fertig ist, oder beende es, und versuche es noch einmal.</translation>
    </message>
    <message>
        <source>The library in {path} cannot be written: {reason}.</source>
        <translation>Die Bibliothek in {path} lässt sich nicht beschreiben: {reason}.</translation>
    </message>
    <message>
        <source>Something else was changed in the meantime, so nothing was undone: look and try again.</source>
        <translation>Inzwischen wurde etwas anderes geändert, darum wurde nichts rückgängig gemacht: Sieh nach und versuche es noch einmal.</translation>
    </message>
    <message>
        <source>The library is in that folder already.</source>
        <translation>Die Bibliothek ist schon in diesem Ordner.</translation>
    </message>
    <message>
        <source>The library cannot be moved into itself or around itself: choose a folder elsewhere.</source>
        <translation>Die Bibliothek lässt sich nicht in sich selbst oder um sich herum verschieben: Wähle einen Ordner anderswo.</translation>
    </message>
    <message>
        <source>The library needs {needed} GB, but only {free} GB are free in {path}.</source>
        <translation>Die Bibliothek braucht {needed} GB, aber nur {free} GB sind in {path} frei.</translation>
    </message>
    <message>
        <source>{path} is not empty: choose an empty folder, or a new one.</source>
        <translation>{path} ist nicht leer: Wähle einen leeren Ordner oder einen neuen.</translation>
    </message>
    <message>
        <source>The library could not be copied to {path}: {reason}.</source>
        <translation>Die Bibliothek ließ sich nicht nach {path} kopieren: {reason}.</translation>
    </message>
    <message>
        <source>This folder is not watched (any more).</source>
        <translation>Dieser Ordner wird nicht (mehr) beobachtet.</translation>
    </message>
    <message>
        <source>{path} is in no watched folder.</source>
        <translation>{path} ist in keinem beobachteten Ordner.</translation>
    </message>
    <message>
        <source>{path} is where Red Bicycle keeps its own files: choose a folder with photos.</source>
        <translation>In {path} hat Red Bicycle seine eigenen Dateien: Wähle einen Ordner mit Fotos.</translation>
    </message>
    <message>
        <source>{path} is a file: give the folder that it is in.</source>
        <translation>{path} ist eine Datei: Gib den Ordner an, in dem sie ist.</translation>
    </message>
    <message>
        <source>There is no folder {path}.</source>
        <translation>Es gibt keinen Ordner {path}.</translation>
    </message>
    <message>
        <source>You have no permission to read the folder {path}.</source>
        <translation>Du darfst den Ordner {path} nicht lesen.</translation>
    </message>
    <message>
        <source>The folder {path} cannot be read: {reason}.</source>
        <translation>Der Ordner {path} lässt sich nicht lesen: {reason}.</translation>
    </message>
    <message>
        <source>{path} is watched itself: remove it from the library instead.</source>
        <translation>{path} wird selbst beobachtet: Entferne ihn stattdessen aus der Bibliothek.</translation>
    </message>
    <message>
        <source>There is no file {path} any more.</source>
        <translation>Die Datei {path} gibt es nicht mehr.</translation>
    </message>
    <message>
        <source>{path} could not be moved to the trash and is where it was.</source>
        <translation>{path} ließ sich nicht in den Papierkorb verschieben und ist, wo es war.</translation>
    </message>
    <message>
        <source>{path} could not be moved to the trash and is where it was: {reason}.</source>
        <translation>{path} ließ sich nicht in den Papierkorb verschieben und ist, wo es war: {reason}.</translation>
    </message>
    <message>
        <source>{path} is no longer in the trash, so it cannot be put back.</source>
        <translation>{path} ist nicht mehr im Papierkorb und lässt sich darum nicht zurücklegen.</translation>
    </message>
    <message>
        <source>{path} cannot be moved to the trash while its drive is away.</source>
        <translation>{path} lässt sich nicht in den Papierkorb verschieben, solange das Laufwerk weg ist.</translation>
    </message>
    <message>
        <source>{path} stays in the trash while the drive it was on is away.</source>
        <translation>{path} bleibt im Papierkorb, solange das Laufwerk weg ist, auf dem es war.</translation>
    </message>
    <message>
        <source>{model} is not on this machine yet. Download it first.</source>
        <translation>{model} ist noch nicht auf diesem Computer. Lade es zuerst herunter.</translation>
    </message>
    <message>
        <source>{model} is part of the app, but its files are gone. Install the app again.</source>
        <translation>{model} gehört zur App, aber seine Dateien sind weg. Installiere die App neu.</translation>
    </message>
    <message>
        <source>The model &quot;{model}&quot; is in use: choose another one first.</source>
        <translation>Das Modell „{model}“ ist in Gebrauch: Wähle zuerst ein anderes.</translation>
    </message>
    <message>
        <source>The weights in {path} are damaged. Get the model again.</source>
        <translation>Die Gewichte in {path} sind beschädigt. Hole das Modell noch einmal.</translation>
    </message>
    <message>
        <source>This model is being fetched or removed by another process right now.</source>
        <translation>Dieses Modell wird gerade von einem anderen Programm geholt oder entfernt.</translation>
    </message>
    <message>
        <source>The download needs {needed} GB, but only {free} GB are free in {path}.</source>
        <translation>Der Download braucht {needed} GB, aber nur {free} GB sind in {path} frei.</translation>
    </message>
    <message>
        <source>The model hub cannot be reached. Check the connection and try again; what has arrived is kept.</source>
        <translation>Der Modell-Server ist nicht erreichbar. Prüfe die Verbindung und versuche es noch einmal; was angekommen ist, bleibt.</translation>
    </message>
    <message>
        <source>The hub has no model called {model}.</source>
        <translation>Auf dem Modell-Server gibt es kein Modell {model}.</translation>
    </message>
    <message>
        <source>The model could not be saved: {reason}.</source>
        <translation>Das Modell ließ sich nicht speichern: {reason}.</translation>
    </message>
    <message>
        <source>Another program is working on this library: wait until it has finished, or end it, and try again.</source>
        <translation>Ein anderes Programm arbeitet an dieser Bibliothek: Warte, bis es fertig ist, oder beende es, und versuche es noch einmal.</translation>
    </message>
    <message>
        <source>The background process could not be started: {reason}.</source>
        <translation>Der Hintergrundprozess ließ sich nicht starten: {reason}.</translation>
    </message>
    <message>
        <source>The background process ended at its start: {reason}</source>
        <translation>Der Hintergrundprozess endete beim Start: {reason}</translation>
    </message>
    <message>
        <source>The background process ended at its start, without a word.</source>
        <translation>Der Hintergrundprozess endete beim Start, ohne ein Wort.</translation>
    </message>
    <message>
        <source>The background process of this library does not answer.</source>
        <translation>Der Hintergrundprozess dieser Bibliothek antwortet nicht.</translation>
    </message>
    <message>
        <source>The background process is of another version of the app; it will end by itself.</source>
        <translation>Der Hintergrundprozess gehört zu einer anderen Version der App; er endet von selbst.</translation>
    </message>
    <message>
        <source>The background process did not answer in time; try again, or start the app anew.</source>
        <translation>Der Hintergrundprozess hat nicht rechtzeitig geantwortet; versuche es noch einmal, oder starte die App neu.</translation>
    </message>
    <message>
        <source>The background process ended before it answered.</source>
        <translation>Der Hintergrundprozess endete, bevor er geantwortet hat.</translation>
    </message>
    <message>
        <source>The background process is not running.</source>
        <translation>Der Hintergrundprozess läuft nicht.</translation>
    </message>
    <message>
        <source>The library in {path} is closed.</source>
        <translation>Die Bibliothek in {path} ist geschlossen.</translation>
    </message>
    <message>
        <source>The library in {path} is open for reading only.</source>
        <translation>Die Bibliothek in {path} ist nur zum Lesen offen.</translation>
    </message>
    <message>
        <source>SQLite {version} is too old; Red Bicycle needs 3.37 or newer.</source>
        <translation>SQLite {version} ist zu alt; Red Bicycle braucht 3.37 oder neuer.</translation>
    </message>
    <message>
        <source>The library {path} could not be brought up to date: its table {table} refers to something that is gone. Nothing was changed.</source>
        <translation>Die Bibliothek {path} ließ sich nicht auf den neuen Stand bringen: Ihre Tabelle {table} verweist auf etwas, das weg ist. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>There is no photo {number} in the library.</source>
        <translation>Das Foto {number} ist nicht in der Bibliothek.</translation>
    </message>
    <message>
        <source>The samples could not be written in {path}: {reason}.</source>
        <translation>Die Beispiele ließen sich nicht in {path} speichern: {reason}.</translation>
    </message>
    <message>
        <source>{path} cannot be a folder: {reason}.</source>
        <translation>{path} kann kein Ordner sein: {reason}.</translation>
    </message>
    <message>
        <source>{path} is a file: choose a folder.</source>
        <translation>{path} ist eine Datei: Wähle einen Ordner.</translation>
    </message>
    <message>
        <source>{path} cannot be read: {reason}.</source>
        <translation>{path} lässt sich nicht lesen: {reason}.</translation>
    </message>
    <message>
        <source>{path} is not what was written: look after that drive, and try again.</source>
        <translation>{path} ist nicht, was geschrieben wurde: Sieh nach diesem Laufwerk und versuche es noch einmal.</translation>
    </message>
    <message>
        <source>The copy of the library does not hold what the library holds; nothing was moved.</source>
        <translation>Die Kopie der Bibliothek enthält nicht, was die Bibliothek enthält; nichts wurde verschoben.</translation>
    </message>
    <message>
        <source>There is no old copy of this library any more.</source>
        <translation>Es gibt keine alte Kopie dieser Bibliothek mehr.</translation>
    </message>
    <message>
        <source>{path} has just been changed and was left where it is: look at it first.</source>
        <translation>{path} wurde gerade geändert und blieb, wo es ist: Sieh es dir zuerst an.</translation>
    </message>
    <message>
        <source>{path} was not put back, because another file is there now; it is in the trash: {place}.</source>
        <translation>{path} wurde nicht zurückgelegt, weil dort jetzt eine andere Datei ist; es ist im Papierkorb: {place}.</translation>
    </message>
    <message>
        <source>{path} could not be put back ({reason}); it is in the trash: {place}.</source>
        <translation>{path} ließ sich nicht zurücklegen ({reason}); es ist im Papierkorb: {place}.</translation>
    </message>
    <message>
        <source>{path} is in {trash}: put it back from there, and it returns to the library with all that you said about it.</source>
        <translation>{path} liegt in {trash}: Lege es von dort zurück, und es kommt mit allem, was du dazu gesagt hast, wieder in die Bibliothek.</translation>
    </message>
    <message>
        <source>The sidecar of {path} could not be written: {reason}.</source>
        <translation>Die Begleitdatei von {path} ließ sich nicht schreiben: {reason}.</translation>
    </message>
    <message>
        <source>The sidecar {path} was left as it is: it is larger than any that is known.</source>
        <translation>Die Begleitdatei {path} blieb, wie sie ist: Sie ist größer als jede, die bekannt ist.</translation>
    </message>
    <message>
        <source>The sidecar {path} was left as it is: it says things in a way that is not known.</source>
        <translation>Die Begleitdatei {path} blieb, wie sie ist: Sie sagt etwas auf eine Art, die hier nicht bekannt ist.</translation>
    </message>
    <message>
        <source>The sidecar {path} was left as it is: it is damaged, or no XMP.</source>
        <translation>Die Begleitdatei {path} blieb, wie sie ist: Sie ist beschädigt oder kein XMP.</translation>
    </message>
    <message>
        <source>There is no device &quot;{device}&quot;: choose one of {devices}.</source>
        <translation>Es gibt kein Gerät „{device}“: Wähle eines von {devices}.</translation>
    </message>
    <message>
        <source>Thumbnails are {least} to {most} pixels, not {size}.</source>
        <translation>Kleine Bilder haben {least} bis {most} Pixel, nicht {size}.</translation>
    </message>
    <message>
        <source>The quality of thumbnails is {least} to {most}, not {quality}.</source>
        <translation>Die Qualität kleiner Bilder ist {least} bis {most}, nicht {quality}.</translation>
    </message>
    <message>
        <source>Thumbnails need room: give them {size} MB at least.</source>
        <translation>Kleine Bilder brauchen Platz: Gib ihnen mindestens {size} MB.</translation>
    </message>
    <message>
        <source>The limits for photos must be greater than nothing.</source>
        <translation>Die Grenzen für Fotos müssen größer als null sein.</translation>
    </message>
    <message>
        <source>An idle time is between no time at all and a week.</source>
        <translation>Eine Ruhezeit liegt zwischen gar keiner Zeit und einer Woche.</translation>
    </message>
    <message>
        <source>&quot;{name}&quot; cannot be left out: give a name, such as Trash or *.png, not a path.</source>
        <translation>„{name}“ lässt sich nicht auslassen: Gib einen Namen an, etwa Trash oder *.png, keinen Pfad.</translation>
    </message>
    <message>
        <source>&quot;{name}&quot; would leave out everything: give a part of a name too.</source>
        <translation>„{name}“ würde alles auslassen: Gib auch einen Teil eines Namens an.</translation>
    </message>
    <message>
        <source>{path} cannot be left out: give the whole path of a folder.</source>
        <translation>{path} lässt sich nicht auslassen: Gib den ganzen Pfad eines Ordners an.</translation>
    </message>
    <message>
        <source>Type what you are looking for, or choose a photo.</source>
        <translation>Gib ein, was du suchst, oder wähle ein Foto.</translation>
    </message>
    <message>
        <source>A search can start from one photo: choose an image file or a photo of the library.</source>
        <translation>Eine Suche kann von einem Foto ausgehen: Wähle eine Bilddatei oder ein Foto der Bibliothek.</translation>
    </message>
    <message>
        <source>The parts of this search cancel each other. Leave one of them out.</source>
        <translation>Die Teile dieser Suche heben einander auf. Lass einen davon weg.</translation>
    </message>
    <message>
        <source>Photos in the trash are not searched. Put them back first.</source>
        <translation>Fotos im Papierkorb werden nicht durchsucht. Lege sie zuerst zurück.</translation>
    </message>
    <message>
        <source>The search index cannot be read: {reason}.</source>
        <translation>Der Suchindex lässt sich nicht lesen: {reason}.</translation>
    </message>
    <message>
        <source>The model {model} gave vectors of {dim} numbers; those stored have {known}.</source>
        <translation>Das Modell {model} gab Vektoren mit {dim} Zahlen; die gespeicherten haben {known}.</translation>
    </message>
    <message>
        <source>The model gave vectors of different dimensions.</source>
        <translation>Das Modell gab Vektoren verschiedener Länge.</translation>
    </message>
    <message>
        <source>The model gave a vector that is zero or not finite.</source>
        <translation>Das Modell gab einen Vektor, der null oder nicht endlich ist.</translation>
    </message>
    <message>
        <source>A stored embedding is damaged; &quot;redbicycle doctor --repair&quot; has it made anew.</source>
        <translation>Ein gespeicherter Vektor ist beschädigt; „redbicycle doctor --repair“ lässt ihn neu berechnen.</translation>
    </message>
    <message>
        <source>There is no model called {model}. Did you mean {models}?</source>
        <translation>Es gibt kein Modell {model}. Meintest du {models}?</translation>
    </message>
    <message>
        <source>{model} is part of the app and cannot be removed.</source>
        <translation>{model} gehört zur App und lässt sich nicht entfernen.</translation>
    </message>
    <message>
        <source>The model &quot;{model}&quot; is not on this machine yet: download it in the settings, or with &quot;redbicycle models download {name}&quot;.</source>
        <translation>Das Modell „{model}“ ist noch nicht auf diesem Computer: Lade es in den Einstellungen herunter oder mit „redbicycle models download {name}“.</translation>
    </message>
    <message>
        <source>The model &quot;{model}&quot; is not on this machine.</source>
        <translation>Das Modell „{model}“ ist nicht auf diesem Computer.</translation>
    </message>
    <message>
        <source>The model could not be removed: {reason}.</source>
        <translation>Das Modell ließ sich nicht entfernen: {reason}.</translation>
    </message>
    <message>
        <source>The model could not be moved to {path}: {reason}.</source>
        <translation>Das Modell ließ sich nicht nach {path} verschieben: {reason}.</translation>
    </message>
    <message>
        <source>The models folder {path} cannot be written: {reason}.</source>
        <translation>In den Ordner der Modelle {path} lässt sich nicht schreiben: {reason}.</translation>
    </message>
    <message>
        <source>The model catalogue cannot be read ({reason}). Install the app again.</source>
        <translation>Die Liste der Modelle lässt sich nicht lesen ({reason}). Installiere die App neu.</translation>
    </message>
    <message>
        <source>{model} understands photos but no words: choose another model for searches.</source>
        <translation>{model} versteht Fotos, aber keine Wörter: Wähle für Suchen ein anderes Modell.</translation>
    </message>
    <message>
        <source>{model} is a model for searches: choose one that understands photos alone.</source>
        <translation>{model} ist ein Modell für Suchen: Wähle eines, das nur Fotos versteht.</translation>
    </message>
    <message>
        <source>{model} cannot show where it looks: choose another model for that.</source>
        <translation>{model} kann nicht zeigen, wohin es schaut: Wähle dafür ein anderes Modell.</translation>
    </message>
    <message>
        <source>There is not enough memory to use {model}. Close other programs or choose a smaller one.</source>
        <translation>Für {model} ist nicht genug Speicher da. Schließe andere Programme oder wähle ein kleineres.</translation>
    </message>
    <message>
        <source>{model} should give {expected} numbers a photo but gives {found}.</source>
        <translation>{model} sollte {expected} Zahlen pro Foto geben, gibt aber {found}.</translation>
    </message>
    <message>
        <source>The weights in {path} cannot be read: {reason}.</source>
        <translation>Die Gewichte in {path} lassen sich nicht lesen: {reason}.</translation>
    </message>
    <message>
        <source>The weights in {path} cannot be read: {reason}</source>
        <translation>Die Gewichte in {path} lassen sich nicht lesen: {reason}</translation>
    </message>
    <message>
        <source>The weights in {path} are not those that were installed. Remove the model.</source>
        <translation>Die Gewichte in {path} sind nicht die, die installiert wurden. Entferne das Modell.</translation>
    </message>
    <message>
        <source>The weights in {path} are gone. Remove the model and get it again.</source>
        <translation>Die Gewichte in {path} sind weg. Entferne das Modell und hole es noch einmal.</translation>
    </message>
    <message>
        <source>The weights in {path} are not those of its {file}.</source>
        <translation>Die Gewichte in {path} sind nicht die aus {file}.</translation>
    </message>
    <message>
        <source>The model in {path} cannot be read: {reason}.</source>
        <translation>Das Modell in {path} lässt sich nicht lesen: {reason}.</translation>
    </message>
    <message>
        <source>The model in {path} cannot be loaded: {reason}</source>
        <translation>Das Modell in {path} lässt sich nicht laden: {reason}</translation>
    </message>
    <message>
        <source>The model in {path} cannot be built: {reason}</source>
        <translation>Das Modell in {path} lässt sich nicht aufbauen: {reason}</translation>
    </message>
    <message>
        <source>The model in {path} is of an architecture that timm does not know.</source>
        <translation>Das Modell in {path} hat eine Architektur, die timm nicht kennt.</translation>
    </message>
    <message>
        <source>The model in {path} takes no pictures of {size} pixels.</source>
        <translation>Das Modell in {path} nimmt keine Bilder mit {size} Pixeln.</translation>
    </message>
    <message>
        <source>The model in {path} does not give one vector a picture.</source>
        <translation>Das Modell in {path} gibt nicht einen Vektor pro Bild.</translation>
    </message>
    <message>
        <source>The model&apos;s {file} cannot be read: {reason}.</source>
        <translation>{file} des Modells lässt sich nicht lesen: {reason}.</translation>
    </message>
    <message>
        <source>The model&apos;s {file} does not describe an open_clip model.</source>
        <translation>{file} des Modells beschreibt kein Modell von open_clip.</translation>
    </message>
    <message>
        <source>The model&apos;s {file} does not describe an image model: {reason}.</source>
        <translation>{file} des Modells beschreibt kein Bildmodell: {reason}.</translation>
    </message>
    <message>
        <source>The model&apos;s {file} gives no sensible embed_dim.</source>
        <translation>{file} des Modells nennt kein sinnvolles embed_dim.</translation>
    </message>
    <message>
        <source>The model&apos;s {file} names a part that is not allowed: {name}.</source>
        <translation>{file} des Modells nennt einen Teil, der nicht erlaubt ist: {name}.</translation>
    </message>
    <message>
        <source>The model&apos;s {file} names an image part outside timm.</source>
        <translation>{file} des Modells nennt einen Bildteil, der nicht aus timm stammt.</translation>
    </message>
    <message>
        <source>The model&apos;s {file} has an argument that is not allowed: {name}.</source>
        <translation>{file} des Modells hat ein Argument, das nicht erlaubt ist: {name}.</translation>
    </message>
    <message>
        <source>The model&apos;s {file} has tokenizer options that are not allowed.</source>
        <translation>{file} des Modells hat Angaben zum Tokenizer, die nicht erlaubt sind.</translation>
    </message>
    <message>
        <source>This model&apos;s tokenizer needs the Python package transformers, which is not installed. Install it (pip install transformers) or choose another model.</source>
        <translation>Der Tokenizer dieses Modells braucht das Python-Paket transformers, das nicht installiert ist. Installiere es (pip install transformers) oder wähle ein anderes Modell.</translation>
    </message>
    <message>
        <source>This model&apos;s text part comes from another library (transformers) and cannot be used here.</source>
        <translation>Der Textteil dieses Modells stammt aus einer anderen Programmbibliothek (transformers) und lässt sich hier nicht benutzen.</translation>
    </message>
    <message>
        <source>{model} on the hub does not hold a model of {library}.</source>
        <translation>{model} auf dem Modell-Server enthält kein Modell von {library}.</translation>
    </message>
    <message>
        <source>The hub does not say what is in {model}.</source>
        <translation>Der Modell-Server sagt nicht, was in {model} ist.</translation>
    </message>
    <message>
        <source>The hub gives no checksum for the weights of {model}.</source>
        <translation>Der Modell-Server nennt keine Prüfsumme für die Gewichte von {model}.</translation>
    </message>
    <message>
        <source>The hub gives no checksum for {file} of {model}.</source>
        <translation>Der Modell-Server nennt keine Prüfsumme für {file} von {model}.</translation>
    </message>
    <message>
        <source>The hub offers other weights of {model} than those this app was made for.</source>
        <translation>Der Modell-Server bietet andere Gewichte von {model} an als die, für die diese App gemacht ist.</translation>
    </message>
    <message>
        <source>{file} of {model} arrived damaged: its checksum is not the hub&apos;s. Try again.</source>
        <translation>{file} von {model} kam beschädigt an: Die Prüfsumme ist eine andere als auf dem Modell-Server. Versuche es noch einmal.</translation>
    </message>
    <message>
        <source>The hub sent more than it promised. Try again.</source>
        <translation>Der Modell-Server schickte mehr als angekündigt. Versuche es noch einmal.</translation>
    </message>
    <message>
        <source>The hub gives {model} only to people who accepted its licence there; sign in to it first.</source>
        <translation>Der Modell-Server gibt {model} nur Leuten, die dort die Lizenz angenommen haben; melde dich zuerst bei ihm an.</translation>
    </message>
    <message>
        <source>The hub no longer has this version of {model}.</source>
        <translation>Der Modell-Server hat diese Version von {model} nicht mehr.</translation>
    </message>
    <message>
        <source>The hub refused the download of {model} with error {code}. Try again later.</source>
        <translation>Der Modell-Server verweigerte den Download von {model} mit Fehler {code}. Versuche es später noch einmal.</translation>
    </message>
    <message>
        <source>The hub&apos;s answer about {model} cannot be understood: {reason}.</source>
        <translation>Die Antwort des Modell-Servers zu {model} ist nicht zu verstehen: {reason}.</translation>
    </message>
    <message>
        <source>{reason}. Photos are read on the processor instead.</source>
        <translation>{reason}. Stattdessen liest der Prozessor die Fotos.</translation>
    </message>
    <message>
        <source>{reason}. Photos are read on the processor, more slowly.</source>
        <translation>{reason}. Der Prozessor liest die Fotos, nur langsamer.</translation>
    </message>
    <message>
        <source>The chosen device ({device}) is not in this machine</source>
        <translation>Das gewählte Gerät ({device}) ist nicht in diesem Computer</translation>
    </message>
    <message>
        <source>{card} in this machine cannot be used: {reason}</source>
        <translation>{card} in diesem Computer lässt sich nicht benutzen: {reason}</translation>
    </message>
    <message>
        <source>An NVIDIA card is in this machine, but the installed torch is built for processors only</source>
        <translation>In diesem Computer ist eine NVIDIA-Karte, aber das installierte torch ist nur für Prozessoren gebaut</translation>
    </message>
    <message>
        <source>An NVIDIA card is in this machine, but its driver does not answer; restart or update the driver</source>
        <translation>In diesem Computer ist eine NVIDIA-Karte, aber ihr Treiber antwortet nicht; starte den Computer neu oder erneuere den Treiber</translation>
    </message>
    <message>
        <source>The graphics of this Mac are not used, because this macOS or the installed torch is too old for them</source>
        <translation>Die Grafik dieses Macs wird nicht benutzt, weil dieses macOS oder das installierte torch zu alt dafür ist</translation>
    </message>
    <message>
        <source>The graphics card has not enough free memory for this model. The processor is used, more slowly.</source>
        <translation>Auf der Grafikkarte ist für dieses Modell nicht genug Speicher frei. Der Prozessor springt ein, nur langsamer.</translation>
    </message>
    <message>
        <source>Something went wrong in the background process; worker.log in the library&apos;s folder says more.</source>
        <translation>Im Hintergrundprozess ging etwas schief; worker.log im Ordner der Bibliothek sagt mehr.</translation>
    </message>
    <message>
        <source>No background process is running for this library.</source>
        <translation>Für diese Bibliothek läuft kein Hintergrundprozess.</translation>
    </message>
    <message>
        <source>The background process is older than this program and still in use: close the other windows of the app.</source>
        <translation>Der Hintergrundprozess ist älter als dieses Programm und noch in Gebrauch: Schließe die anderen Fenster der App.</translation>
    </message>
    <message>
        <source>The app was updated: close this window and open it again.</source>
        <translation>Die App wurde erneuert: Schließe dieses Fenster und öffne es wieder.</translation>
    </message>
    <message>
        <source>The background process greeted twice.</source>
        <translation>Der Hintergrundprozess hat zweimal gegrüßt.</translation>
    </message>
    <message>
        <source>A message was too long or not framed as agreed.</source>
        <translation>Eine Nachricht war zu lang oder anders verpackt als vereinbart.</translation>
    </message>
    <message>
        <source>The message was not understood: {reason}.</source>
        <translation>Die Nachricht war nicht zu verstehen: {reason}.</translation>
    </message>
    <message>
        <source>The worker cannot listen at {path}: {reason}.</source>
        <translation>Der Hintergrundprozess kann unter {path} nicht erreichbar sein: {reason}.</translation>
    </message>
    <message>
        <source>The folder {path} belongs to another user or is open to others: remove it.</source>
        <translation>Der Ordner {path} gehört jemand anderem oder steht anderen offen: Entferne ihn.</translation>
    </message>
    <message>
        <source>The folder {path} for the background process: {reason}.</source>
        <translation>Der Ordner {path} für den Hintergrundprozess: {reason}.</translation>
    </message>
    <message>
        <source>a JPEG XL image</source>
        <translation>ein JPEG-XL-Bild</translation>
    </message>
    <message>
        <source>a JPEG XR image</source>
        <translation>ein JPEG-XR-Bild</translation>
    </message>
    <message>
        <source>an OpenEXR image</source>
        <translation>ein OpenEXR-Bild</translation>
    </message>
    <message>
        <source>a Radiance HDR image</source>
        <translation>ein Radiance-HDR-Bild</translation>
    </message>
    <message>
        <source>a GIMP project</source>
        <translation>ein GIMP-Projekt</translation>
    </message>
    <message>
        <source>a BPG image</source>
        <translation>ein BPG-Bild</translation>
    </message>
    <message>
        <source>a DjVu document</source>
        <translation>ein DjVu-Dokument</translation>
    </message>
    <message>
        <source>a PostScript drawing</source>
        <translation>eine PostScript-Zeichnung</translation>
    </message>
    <message>
        <source>a Windows metafile</source>
        <translation>eine Windows-Metadatei</translation>
    </message>
    <message>
        <source>an astronomical FITS image</source>
        <translation>ein astronomisches FITS-Bild</translation>
    </message>
    <message>
        <source>a game texture</source>
        <translation>eine Spieltextur</translation>
    </message>
    <message>
        <source>an SVG drawing</source>
        <translation>eine SVG-Zeichnung</translation>
    </message>
    <message>
        <source>a PDF document</source>
        <translation>ein PDF-Dokument</translation>
    </message>
    <message>
        <source>a video</source>
        <translation>ein Video</translation>
    </message>
    <message>
        <source>a video or sound file</source>
        <translation>eine Video- oder Tondatei</translation>
    </message>
    <message>
        <source>a sound file</source>
        <translation>eine Tondatei</translation>
    </message>
    <message>
        <source>an archive or office document</source>
        <translation>ein Archiv oder Office-Dokument</translation>
    </message>
    <message>
        <source>an archive</source>
        <translation>ein Archiv</translation>
    </message>
    <message>
        <source>a compressed file</source>
        <translation>eine komprimierte Datei</translation>
    </message>
    <message>
        <source>an office document or thumbnail store</source>
        <translation>ein Office-Dokument oder Miniaturenspeicher</translation>
    </message>
    <message>
        <source>a database</source>
        <translation>eine Datenbank</translation>
    </message>
    <message>
        <source>a program</source>
        <translation>ein Programm</translation>
    </message>
    <message>
        <source>a font</source>
        <translation>eine Schrift</translation>
    </message>
    <message>
        <source>a macOS companion file</source>
        <translation>eine macOS-Begleitdatei</translation>
    </message>
    <message>
        <source>a web page</source>
        <translation>eine Webseite</translation>
    </message>
    <message>
        <source>a text file</source>
        <translation>eine Textdatei</translation>
    </message>
    <message>
        <source>photo</source>
        <translation>Foto</translation>
    </message>
    <message>
        <source>a settings file</source>
        <translation>eine Einstellungsdatei</translation>
    </message>
    <message>
        <source>the disk is full</source>
        <translation>der Datenträger ist voll</translation>
    </message>
    <message>
        <source>the sidecar is write-protected</source>
        <translation>die Begleitdatei ist schreibgeschützt</translation>
    </message>
    <message>
        <source>the system has no trash for it</source>
        <translation>das System hat keinen Papierkorb dafür</translation>
    </message>
    <message>
        <source>the Trash</source>
        <translation>dem Papierkorb</translation>
    </message>
    <message>
        <source>the Recycle Bin</source>
        <translation>dem Papierkorb</translation>
    </message>
    <message>
        <source>The graphics card</source>
        <translation>Die Grafikkarte</translation>
    </message>
    <message>
        <source>The graphics of this Mac</source>
        <translation>Die Grafik dieses Macs</translation>
    </message>
    <message>
        <source>The Intel graphics card</source>
        <translation>Die Intel-Grafikkarte</translation>
    </message>
    <message>
        <source>its memory is full</source>
        <translation>ihr Speicher ist voll</translation>
    </message>
    <message>
        <source>the installed torch no longer supports a card of this age</source>
        <translation>das installierte torch unterstützt so alte Karten nicht mehr</translation>
    </message>
    <message>
        <source>it calculates wrongly</source>
        <translation>sie rechnet falsch</translation>
    </message>
    <message>
        <source>No space left on device</source>
        <translation>kein Platz mehr frei</translation>
    </message>
    <message>
        <source>Disk quota exceeded</source>
        <translation>dein Anteil am Speicherplatz ist aufgebraucht</translation>
    </message>
    <message>
        <source>Permission denied</source>
        <translation>keine Erlaubnis</translation>
    </message>
    <message>
        <source>Operation not permitted</source>
        <translation>nicht erlaubt</translation>
    </message>
    <message>
        <source>Read-only file system</source>
        <translation>nur zum Lesen eingehängt</translation>
    </message>
    <message>
        <source>Input/output error</source>
        <translation>Lese- oder Schreibfehler</translation>
    </message>
    <message>
        <source>No such file or directory</source>
        <translation>nicht gefunden</translation>
    </message>
    <message>
        <source>Not a directory</source>
        <translation>kein Ordner</translation>
    </message>
    <message>
        <source>Is a directory</source>
        <translation>ein Ordner</translation>
    </message>
    <message>
        <source>File exists</source>
        <translation>ist schon da</translation>
    </message>
    <message>
        <source>File name too long</source>
        <translation>der Name ist zu lang</translation>
    </message>
    <message>
        <source>No such device</source>
        <translation>das Gerät ist weg</translation>
    </message>
    <message>
        <source>Device or resource busy</source>
        <translation>in Gebrauch</translation>
    </message>
    <message>
        <source>Too many open files</source>
        <translation>zu viele offene Dateien</translation>
    </message>
    <message>
        <source>Stale file handle</source>
        <translation>auf dem Netzlaufwerk nicht mehr da</translation>
    </message>
    <message>
        <source>Host is down</source>
        <translation>der andere Computer ist aus</translation>
    </message>
    <message>
        <source>Transport endpoint is not connected</source>
        <translation>die Verbindung zum Netzlaufwerk ist abgerissen</translation>
    </message>
    <message>
        <source>Connection timed out</source>
        <translation>keine Antwort vom Netzlaufwerk</translation>
    </message>
</context>
<context>
    <name>library_place</name>
    <message>
        <source>{folder} cannot be read: {reason}.</source>
        <translation>{folder} kann nicht gelesen werden: {reason}.</translation>
    </message>
    <message>
        <source>{folder} holds other files and no library: choose a folder with a library, or an empty one.</source>
        <translation>{folder} enthält andere Dateien und keine Bibliothek: Wähle einen Ordner mit einer Bibliothek oder einen leeren.</translation>
    </message>
</context>
<context>
    <name>models</name>
    <message>
        <source>Comes with the app, nothing to download</source>
        <translation>Kommt mit der App, nichts herunterzuladen</translation>
    </message>
    <message>
        <source>{size} to download</source>
        <translation>{size} herunterzuladen</translation>
    </message>
    <message>
        <source>On this computer already</source>
        <translation>Schon auf diesem Computer</translation>
    </message>
    <message>
        <source>Licence: {licence}, for any use</source>
        <translation>Lizenz: {licence}, für jeden Zweck</translation>
    </message>
    <message>
        <source>Licence: {licence}</source>
        <translation>Lizenz: {licence}</translation>
    </message>
    <message>
        <source>No published figure of how well it finds</source>
        <translation>Keine veröffentlichte Angabe, wie gut es findet</translation>
    </message>
    <message>
        <source>Of 100 descriptions, {n} lead straight to their own photo among 5,000 ({source}, COCO)</source>
        <translation>Von 100 Beschreibungen führen {n} unter 5.000 Fotos gleich zum eigenen ({source}, COCO)</translation>
    </message>
    <message>
        <source>Of 100 descriptions, {n} have their own photo among the first ten of 956 (Flickr8k)</source>
        <translation>Von 100 Beschreibungen haben {n} ihr Foto unter den ersten zehn von 956 (Flickr8k)</translation>
    </message>
    <message>
        <source>{name}: {value} ({source})</source>
        <translation>{name}: {value} ({source})</translation>
    </message>
</context>
<context>
    <name>reveal</name>
    <message>
        <source>No program that shows folders was found. It is here: {path}</source>
        <translation>Es wurde kein Programm gefunden, das Ordner zeigt. Hier ist es: {path}</translation>
    </message>
</context>
<context>
    <name>search</name>
    <message>
        <source>Past searches</source>
        <translation>Frühere Suchen</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Cameras</source>
        <translation>Kameras</translation>
    </message>
    <message>
        <source>Only</source>
        <translation>Nur</translation>
    </message>
    <message>
        <source>Search again for {text}</source>
        <translation>Wieder nach {text} suchen</translation>
    </message>
    <message>
        <source>{stars} or more</source>
        <translation>{stars} oder mehr</translation>
    </message>
    <message>
        <source>Like {text}</source>
        <translation>Wie {text}</translation>
    </message>
    <message>
        <source>Without {text}</source>
        <translation>Ohne {text}</translation>
    </message>
    <message>
        <source>In the folder {text}</source>
        <translation>Im Ordner {text}</translation>
    </message>
    <message>
        <source>Taken with {text}</source>
        <translation>Aufgenommen mit {text}</translation>
    </message>
    <message>
        <source>Taken in {text}</source>
        <translation>Aufgenommen {text}</translation>
    </message>
    <message>
        <source>Rated {text} or more</source>
        <translation>Mit {text} oder mehr bewertet</translation>
    </message>
    <message>
        <source>Only favourites</source>
        <translation>Nur Favoriten</translation>
    </message>
    <message>
        <source>Favourites</source>
        <translation>Favoriten</translation>
    </message>
    <message>
        <source>“{text}”</source>
        <translation>„{text}“</translation>
    </message>
    <message>
        <source>Closest to {photo} and {words}</source>
        <translation>Am ähnlichsten zu {photo} und {words}</translation>
    </message>
    <message>
        <source>More like {photo}</source>
        <translation>Mehr wie {photo}</translation>
    </message>
    <message>
        <source>Closest to {words}</source>
        <translation>Am ähnlichsten zu {words}</translation>
    </message>
    <message>
        <source>in {text}</source>
        <translation>in {text}</translation>
    </message>
    <message>
        <source>taken with {text}</source>
        <translation>aufgenommen mit {text}</translation>
    </message>
    <message>
        <source>taken in {text}</source>
        <translation>aufgenommen {text}</translation>
    </message>
    <message>
        <source>rated {text} or more</source>
        <translation>mit {text} oder mehr bewertet</translation>
    </message>
    <message>
        <source>favourites</source>
        <translation>Favoriten</translation>
    </message>
    <message>
        <source>without {words}</source>
        <translation>ohne {words}</translation>
    </message>
    <message>
        <source>Photos {conditions}</source>
        <translation>Fotos {conditions}</translation>
    </message>
    <message>
        <source>Numbers are not understood: photos with more or fewer of them come up too.</source>
        <translation>Anzahlen werden nicht verstanden: auch Fotos mit mehr oder weniger davon kommen vor.</translation>
    </message>
    <message>
        <source>Left and right, above and below are not told apart: photos with the same things come up.</source>
        <translation>Links und rechts, oben und unten werden nicht unterschieden: es kommen Fotos mit denselben Dingen.</translation>
    </message>
    <message>
        <source>Words like “not” and “nobody” are not understood. To leave something out, write -people.</source>
        <translation>Wörter wie „nicht“ und „niemand“ werden nicht verstanden. Um etwas auszulassen, schreibe -people.</translation>
    </message>
    <message>
        <source>Writing in photos is not read yet. The words in quotation marks describe the photo.</source>
        <translation>Schrift in Fotos wird noch nicht gelesen. Die Wörter in Anführungszeichen beschreiben das Foto.</translation>
    </message>
    <message>
        <source>What is left out moves photos down the list; a few may still come up.</source>
        <translation>Was ausgelassen wird, rückt Fotos nach unten; einige können noch vorkommen.</translation>
    </message>
</context>
<context>
    <name>shortcuts</name>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Search with a copied picture</source>
        <translation>Mit einem kopierten Bild suchen</translation>
    </message>
    <message>
        <source>Add a folder</source>
        <translation>Ordner hinzufügen</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Vollbild</translation>
    </message>
    <message>
        <source>User guide</source>
        <translation>Anleitung</translation>
    </message>
    <message>
        <source>This sheet</source>
        <translation>Diese Übersicht</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Move between photos</source>
        <translation>Zwischen Fotos bewegen</translation>
    </message>
    <message>
        <source>First, last photo</source>
        <translation>Erstes, letztes Foto</translation>
    </message>
    <message>
        <source>A page up, down</source>
        <translation>Eine Seite hinauf, hinunter</translation>
    </message>
    <message>
        <source>The month before, after</source>
        <translation>Der Monat davor, danach</translation>
    </message>
    <message>
        <source>Open the photo</source>
        <translation>Das Foto öffnen</translation>
    </message>
    <message>
        <source>Preview, and back</source>
        <translation>Vorschau und zurück</translation>
    </message>
    <message>
        <source>One step back</source>
        <translation>Einen Schritt zurück</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>Alles auswählen</translation>
    </message>
    <message>
        <source>Select this one too, or no longer</source>
        <translation>Dieses auch auswählen, oder nicht mehr</translation>
    </message>
    <message>
        <source>Larger, smaller tiles</source>
        <translation>Größere, kleinere Kacheln</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>Bewerten</translation>
    </message>
    <message>
        <source>Favourite</source>
        <translation>Favorit</translation>
    </message>
    <message>
        <source>Turn left, right</source>
        <translation>Nach links, rechts drehen</translation>
    </message>
    <message>
        <source>Information</source>
        <translation>Informationen</translation>
    </message>
    <message>
        <source>More like this</source>
        <translation>Mehr davon</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message>
        <source>PgUp</source>
        <translation>Bild ↑</translation>
    </message>
    <message>
        <source>PgDown</source>
        <translation>Bild ↓</translation>
    </message>
    <message>
        <source>Move to trash, or put back</source>
        <translation>In den Papierkorb, oder zurück</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>Menü</translation>
    </message>
    <message>
        <source>Previous, next photo</source>
        <translation>Voriges, nächstes Foto</translation>
    </message>
    <message>
        <source>Every pixel, or the whole photo</source>
        <translation>Jedes Pixel oder das ganze Foto</translation>
    </message>
    <message>
        <source>The whole photo</source>
        <translation>Das ganze Foto</translation>
    </message>
    <message>
        <source>Closer, farther away</source>
        <translation>Näher, weiter weg</translation>
    </message>
    <message>
        <source>Move a photo that is zoomed</source>
        <translation>Ein vergrößertes Foto verschieben</translation>
    </message>
    <message>
        <source>Write a caption</source>
        <translation>Bildtext schreiben</translation>
    </message>
    <message>
        <source>Slideshow; Space pauses it</source>
        <translation>Diashow; Leertaste hält sie an</translation>
    </message>
    <message>
        <source>Filmstrip</source>
        <translation>Filmstreifen</translation>
    </message>
    <message>
        <source>Move to trash</source>
        <translation>In den Papierkorb</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Back to the photos</source>
        <translation>Zurück zu den Fotos</translation>
    </message>
</context>
<context>
    <name>viewer</name>
    <message>
        <source>Back to the photos</source>
        <translation>Zurück zu den Fotos</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>Vorheriges</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Nächstes</translation>
    </message>
    <message>
        <source>Turn left</source>
        <translation>Nach links drehen</translation>
    </message>
    <message>
        <source>Turn right</source>
        <translation>Nach rechts drehen</translation>
    </message>
    <message>
        <source>Favourite</source>
        <translation>Favorit</translation>
    </message>
    <message>
        <source>Write a caption</source>
        <translation>Bildtext schreiben</translation>
    </message>
    <message>
        <source>More like this</source>
        <translation>Mehr davon</translation>
    </message>
    <message>
        <source>Slideshow</source>
        <translation>Diaschau</translation>
    </message>
    <message>
        <source>Information</source>
        <translation>Informationen</translation>
    </message>
    <message>
        <source>Filmstrip</source>
        <translation>Filmstreifen</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Vollbild</translation>
    </message>
    <message>
        <source>Farther away</source>
        <translation>Weiter weg</translation>
    </message>
    <message>
        <source>Closer</source>
        <translation>Näher</translation>
    </message>
    <message>
        <source>The whole photo</source>
        <translation>Das ganze Foto</translation>
    </message>
    <message>
        <source>Every pixel</source>
        <translation>Jedes Pixel</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message>
        <source>Move to trash</source>
        <translation>In den Papierkorb</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>Rating</source>
        <translation>Bewertung</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
</context>
<context>
    <name>words</name>
    <message>
        <source>Photo {n} of {all}</source>
        <translation>Foto {n} von {all}</translation>
    </message>
    <message>
        <source>{n} mm on full frame</source>
        <translation>{n} mm auf Kleinbild</translation>
    </message>
    <message>
        <source>flash fired</source>
        <translation>mit Blitz</translation>
    </message>
    <message>
        <source>N</source>
        <translation>N</translation>
    </message>
    <message>
        <source>S</source>
        <translation>S</translation>
    </message>
    <message>
        <source>E</source>
        <translation>O</translation>
    </message>
    <message>
        <source>W</source>
        <translation>W</translation>
    </message>
    <message>
        <source>{n} m above the sea</source>
        <translation>{n} m über dem Meer</translation>
    </message>
    <message>
        <source>No rating</source>
        <translation>Ohne Bewertung</translation>
    </message>
    <message>
        <source>No camera named</source>
        <translation>Ohne Kamera</translation>
    </message>
    <message>
        <source>{n} photo</source>
        <translation>{n} Foto</translation>
    </message>
    <message>
        <source>{n} photos</source>
        <translation>{n} Fotos</translation>
    </message>
    <message>
        <source>ddd d MMMM yyyy</source>
        <translation>ddd d. MMMM yyyy</translation>
    </message>
    <message>
        <source>{n} s</source>
        <translation>{n} s</translation>
    </message>
    <message>
        <source>{n} min</source>
        <translation>{n} min</translation>
    </message>
    <message>
        <source>{n} h</source>
        <translation>{n} h</translation>
    </message>
    <message>
        <source>Getting ready</source>
        <translation>Macht sich bereit</translation>
    </message>
    <message>
        <source>Copying</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>Looking through your folders</source>
        <translation>Sieht deine Ordner durch</translation>
    </message>
    <message>
        <source>Understanding</source>
        <translation>Erfasst</translation>
    </message>
    <message>
        <source>Making small pictures of</source>
        <translation>Erstellt Vorschaubilder:</translation>
    </message>
    <message>
        <source>Drawing the samples:</source>
        <translation>Zeichnet die Beispiele:</translation>
    </message>
    <message>
        <source>Downloading</source>
        <translation>Lädt herunter</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>Prüft</translation>
    </message>
    <message>
        <source>Waiting for mains power:</source>
        <translation>Wartet auf Netzstrom:</translation>
    </message>
    <message>
        <source>Moving the library:</source>
        <translation>Die Bibliothek wird verschoben:</translation>
    </message>
    <message>
        <source>Deleting small pictures</source>
        <translation>Vorschaubilder werden gelöscht</translation>
    </message>
    <message>
        <source>Changing</source>
        <translation>Ändert</translation>
    </message>
    <message>
        <source>Writing sidecar files:</source>
        <translation>Schreibt Begleitdateien:</translation>
    </message>
    <message>
        <source>Moving to the trash:</source>
        <translation>In den Papierkorb:</translation>
    </message>
    <message>
        <source>Putting back:</source>
        <translation>Zurücklegen:</translation>
    </message>
    <message>
        <source>Undoing:</source>
        <translation>Rückgängig machen:</translation>
    </message>
    <message>
        <source>Doing again:</source>
        <translation>Wiederholen:</translation>
    </message>
    <message>
        <source>Working</source>
        <translation>Arbeitet</translation>
    </message>
    <message>
        <source>{doing} {done} of {units}</source>
        <translation>{doing} {done} von {units}</translation>
    </message>
    <message>
        <source>{n} file</source>
        <translation>{n} Datei</translation>
    </message>
    <message>
        <source>{n} files</source>
        <translation>{n} Dateien</translation>
    </message>
</context>
</TS>
