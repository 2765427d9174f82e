places = Places
places-text = People and communities who say where they are, so that others can find them nearby.
places-none = Nobody has said that they are here.
places-map = A map of the world with a dot for each country that is listed below
places-countries = Countries
places-pages = Pages of the list
places-further = Further
place = Place
place-say = Say where you are
place-text = A country and perhaps an area, never an address. Everybody who may read this site sees it. Choose no country, and it is gone everywhere.
place-country = Country
    .hint = None = nothing is shown.
place-area = Area
    .hint = A region, canton or state, such as Bavaria or CH-ZH.
place-country-unknown = Choose a country of the list.
place-area-long = An area may have at most 60 characters.
place-area-address = Give a region, not an address: without numbers.
place-saved = Saved.
