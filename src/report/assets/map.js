/* Draws the map from the page's block of data. Texts of the data become text nodes, never markup. */
(function () {
    'use strict';
    var data = JSON.parse(document.getElementById('map-data').textContent);
    var frame = document.getElementById('map');
    var sources = /^d-(used|coarse|aside|shut|step)$/; /* dots that stay well visible */
    var many = 1500; /* features of a layer above which a canvas serves better than elements */

    frame.textContent = '';
    var map = L.map(frame, {
        zoomControl: false, attributionControl: false, scrollWheelZoom: false, zoomSnap: 0.25, maxZoom: 20,
        fadeAnimation: false
    });
    L.control.zoom({zoomInTitle: data.words['in'], zoomOutTitle: data.words.out}).addTo(map);
    L.control.scale({imperial: false, maxWidth: 140}).addTo(map);
    map.on('focus', function () { map.scrollWheelZoom.enable(); });
    map.on('blur', function () { map.scrollWheelZoom.disable(); });

    function pane(name, height) {
        map.createPane(name).style.zIndex = height;
        return name;
    }
    pane('ground', 350);
    pane('many', 450);
    pane('few', 500);
    var canvases = {
        ground: L.canvas({pane: 'ground', padding: 0.2}),
        many: L.canvas({pane: 'many', padding: 0.2, tolerance: 4})
    };
    var elements = {overlayPane: L.svg({padding: 0.2}), few: L.svg({pane: 'few', padding: 0.2})};

    /* "x y dx dy …;dx dy …" in millionths of a degree. */
    function decode(text) {
        var x = 0, y = 0;
        return text.split(';').map(function (part) {
            var numbers = part.split(' '), points = [];
            for (var i = 0; i + 1 < numbers.length; i += 2) {
                x += Number(numbers[i]);
                y += Number(numbers[i + 1]);
                points.push(L.latLng(y / 1e6, x / 1e6));
            }
            return points;
        });
    }

    /* A canvas knows no classes: it takes the colours that the legend's swatch has. */
    function colours(swatch) {
        var style = getComputedStyle(swatch);
        return {
            color: style.stroke, width: parseFloat(style.strokeWidth) || 1, opacity: Number(style.strokeOpacity),
            fillColor: style.fill, fillOpacity: Number(style.fillOpacity), stroke: style.stroke !== 'none'
        };
    }

    function words(label) {
        var box = document.createElement('div');
        label.split('\n').forEach(function (line, i) {
            var item = document.createElement(i ? 'div' : 'strong');
            item.textContent = line;
            box.appendChild(item);
        });
        return box;
    }

    var makers = {
        areas: function (parts, style) { return L.polygon(parts, style); },
        lines: function (parts, style) { return L.polyline(parts, Object.assign(style, {fill: false})); },
        dots: function (parts, style) { return L.circleMarker(parts[0][0], style); },
        circles: function (parts, style, radius) {
            return L.circle(parts[0][0], Object.assign(style, {radius: radius}));
        },
        numbers: function (parts, style, radius) {
            return L.marker(parts[0][0], {
                icon: L.divIcon({className: 'pin ' + style.className, html: String(Number(radius)), iconSize: [20, 20]}),
                keyboard: false
            });
        }
    };

    function draw(layer, swatch, box) {
        var group = L.featureGroup(), lots = layer.g.length > many, name;
        if (layer.background)
            name = 'ground';
        else
            name = lots && layer.shape !== 'areas' ? 'many' : layer.shape === 'areas' ? 'overlayPane' : 'few';
        var renderer = canvases[name] || elements[name];
        layer.g.forEach(function (text, i) {
            if (!text)
                return;
            var style = Object.assign(canvases[name] ? colours(swatch) : {}, {
                renderer: renderer, pane: name, className: layer['class'], interactive: !layer.background
            });
            var parts = decode(text);
            parts.forEach(function (part) { box.extend(part); });
            var drawn = makers[layer.shape](parts, style, layer.r && layer.r[i]);
            drawn.label = layer.t && layer.t[i];
            if (drawn.label)
                drawn.bindPopup(function () { return words(drawn.label); }, {maxWidth: 280});
            drawn.on('add', function () {
                var path = drawn.label && drawn.getElement && drawn.getElement();
                if (path)
                    path.area = drawn;
            });
            group.addLayer(drawn);
        });
        return group;
    }

    /* Canvases lie over the areas and take their clicks: what no dot wants goes to the area below. */
    map.on('click', function (event) {
        var below = document.elementsFromPoint(event.originalEvent.clientX, event.originalEvent.clientY);
        below.some(function (element) {
            var area = element.area;
            if (area)
                L.popup({maxWidth: 280}).setLatLng(event.latlng).setContent(words(area.label)).openOn(map);
            return area;
        });
    });

    var bounds = L.latLngBounds([]), ground = L.latLngBounds([]), groups = [];
    document.querySelectorAll('.legend input').forEach(function (box, i) {
        var layer = data.layers[i];
        var swatch = box.parentNode.querySelector('.swatch > *');
        var group = groups[i] = draw(layer, swatch, layer.background ? ground : bounds);
        box.addEventListener('change', function () {
            if (box.checked)
                group.addTo(map);
            else
                group.remove();
        });
    });
    if (!bounds.isValid())
        bounds = ground;
    if (bounds.isValid())
        map.fitBounds(bounds, {padding: [12, 12], maxZoom: 17, animate: false});
    else
        map.setView([0, 0], 2);
    document.querySelectorAll('.legend input').forEach(function (box, i) {
        if (box.checked)
            groups[i].addTo(map);
    });

    /* From afar lines and dots are drawn finer, so that they do not run into one another. */
    function refine() {
        var size = Math.max(0.35, Math.min(1, (map.getZoom() - 9) / 5));
        frame.style.setProperty('--zoom', size);
        groups.forEach(function (group, i) {
            var layer = data.layers[i];
            group.eachLayer(function (drawn) {
                if (layer.shape === 'dots')
                    drawn.setRadius(sources.test(layer['class']) ? 2 + 3 * size : 1 + 3.5 * size);
                if (drawn.options.width)
                    drawn.setStyle({weight: drawn.options.width * size});
            });
        });
    }
    map.on('zoomend', refine);
    refine();

    /* A place of a table, shown on the map. */
    document.querySelectorAll('button.place').forEach(function (button) {
        button.addEventListener('click', function () {
            var at = button.getAttribute('data-at').split(' ').map(Number);
            map.setView([at[1], at[0]], Math.max(map.getZoom(), 15), {animate: false});
            frame.scrollIntoView({block: 'center'});
        });
    });

    /* Paper shows the map as it stands on the screen, made smaller: nothing is drawn anew. */
    function measure() {
        frame.style.setProperty('--map-width', frame.offsetWidth + 'px');
        frame.style.setProperty('--map-height', frame.offsetHeight + 'px');
        document.documentElement.style.setProperty('--map-scale', Math.min(1, 680 / frame.offsetWidth));
    }
    map.on('resize', measure);
    window.addEventListener('resize', function () { if (!matchMedia('print').matches) measure(); });
    measure();
    document.documentElement.setAttribute('data-map', 'drawn');
})();
